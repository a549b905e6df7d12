#include "desktop/app_window.hpp"
#include "desktop/file_open_filter.hpp"
#include "desktop/paths.hpp"
#include "desktop/real_hub.hpp"
#include "desktop/real_lm_studio.hpp"
#include "desktop/sample_model.hpp"
#include "hub/proxies.hpp"
#include "hub/server_warnings.hpp"

#include <quince/process_limits.hpp>
#include <quince/user_folders.hpp>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QStandardPaths>

#include <clocale>

namespace {

void setIdentity() {
    QApplication::setApplicationName(QStringLiteral("Quince"));
    QApplication::setApplicationDisplayName(QStringLiteral("Quince"));
    QApplication::setApplicationVersion(QStringLiteral(QUINCE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.quince.Quince"));
    QIcon icon;
    for (const int size : {16, 32, 48, 64, 128, 256}) {
        icon.addFile(QStringLiteral(":/icons/quince-%1.png").arg(size), {size, size});
    }
    QApplication::setWindowIcon(icon);
}

QStringList foldersOnCommandLine() {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("Main", "Converts Hugging Face models to MLX, for LM Studio."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("FOLDER"),
                                 QApplication::translate("Main", "Model folders to add."),
                                 QStringLiteral("[FOLDER...]"));
    parser.process(*qApp);
    return parser.positionalArguments();
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    // Qt took the person's locale for C's functions too; what they write (names of results, for
    // one) must not depend on it. The window's own numbers go by QLocale.
    std::setlocale(LC_NUMERIC, "C");
    setIdentity();
    const QStringList folders = foldersOnCommandLine();
    quince::prepareProcessLimits();

    const auto place = [](QStandardPaths::StandardLocation location) {
        return QDir(QStandardPaths::writableLocation(location));
    };
    app::Settings settings(
        place(QStandardPaths::AppConfigLocation).filePath(QStringLiteral("quince.ini")));
    app::LogFile log(place(QStandardPaths::AppDataLocation).filePath(QStringLiteral("quince.log")));
    log.info("Quince " QUINCE_VERSION " started.");

    ui::Theme theme(application);
    theme.setScheme(settings.preferences().scheme);
    const quince::Environment environment = quince::Environment::current();
    const auto architectures =
        quince::ArchitectureLibrary::load(quince::architecturesFolder(environment));
    for (const quince::Problem& problem : architectures->problems()) {
        log.warn(problem.message);
    }

    hub::useProxies(environment);
    auto hubEnvironment = hub::hubEnvironment(environment);
    if (!hubEnvironment) {
        log.warn(hubEnvironment.error().message);
    } else {
        hubEnvironment->warnings = std::make_shared<hub::ServerWarnings>(
            [&log](const std::string& text) { log.warn("Hugging Face says: " + text); });
    }
    const auto session =
        hubEnvironment ? std::make_shared<app::HubSession>(environment, *hubEnvironment,
                                                           std::make_shared<hub::SystemKeychain>(),
                                                           settings.hasKeptToken())
                       : nullptr;
    app::AppWindow window(
        {.settings = settings,
         .log = log,
         .theme = theme,
         .environment = environment,
         .architectures = architectures,
         .sampleFolder = app::sampleModelFolder(QApplication::applicationDirPath()),
         .services = app::SystemServices::real(),
         .convert = quince::convertTogether,
         .hub = session ? app::realHub(session, architectures, quince::ownCacheFolder(environment),
                                       std::make_shared<hub::RealWaiter>())
                        : app::noHub(hubEnvironment.error()),
         .lmStudio = app::realLmStudio(environment)});
    app::FileOpenFilter filter;
    application.installEventFilter(&filter);
    QObject::connect(&filter, &app::FileOpenFilter::opened, &window,
                     [&window](const QString& path) { window.addFolders({path}); });
    window.start(folders);
    return QApplication::exec();
}
