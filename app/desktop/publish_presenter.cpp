#include "desktop/publish_presenter.hpp"

#include "desktop/paths.hpp"

#include <quince/model_card.hpp>
#include <quince/repo_id.hpp>

#include <QFile>

#include <system_error>

namespace app {

namespace {

/// A card is text of a page or two; more than this is something else.
constexpr qint64 largestCard = 1 << 20;

QString readCard(const std::filesystem::path& folder) {
    QFile file(toQt(folder / "README.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(largestCard)) : QString();
}

/// What lies in the folder, as the dialog tells it before anything is sent.
std::pair<quint64, int> sizeOf(const std::filesystem::path& folder) {
    quint64 bytes = 0;
    int files = 0;
    std::error_code failure;
    for (auto it = std::filesystem::recursive_directory_iterator(folder, failure);
         !failure && it != std::filesystem::recursive_directory_iterator(); it.increment(failure)) {
        std::error_code unreadable;
        if (it->path().filename().string().starts_with('.')) {
            it.disable_recursion_pending();
        } else if (it->is_regular_file(unreadable)) {
            bytes += it->file_size(unreadable);
            ++files;
        }
    }
    return {bytes, files};
}

}  // namespace

ui::PublishProblems judgePublish(const ui::PublishChoice& choice) {
    ui::PublishProblems problems;
    const QString owner = choice.owner.isEmpty() ? QStringLiteral("you") : choice.owner;
    if (!quince::isValidRepoId((owner + QLatin1Char('/') + choice.name).toStdString())) {
        problems.name = choice.name.isEmpty()
                            ? PublishPresenter::tr("The model needs a name.")
                            : PublishPresenter::tr(
                                  "A name has up to 96 letters, digits, '-', '_' and '.', no "
                                  "'--' or '..', and neither begins nor ends with '-' or '.'.");
    }
    for (const std::string& problem : quince::cardProblems(choice.card.toStdString())) {
        problems.card.append(toQt(problem));
    }
    return problems;
}

PublishPresenter::PublishPresenter(ui::MainWindow& window, AccountController& account,
                                   PublishFunction publish, QObject* parent)
    : QObject(parent), m_window(window), m_account(account), m_controller(std::move(publish)) {}

ui::PublishView PublishPresenter::viewFor(quint64 bytes, int files) const {
    ui::PublishView view = m_controller.view();  // another upload may be stopping still
    view.account = m_account.view();
    view.owners = m_account.owners();
    view.bytes = bytes;
    view.files = files;
    return view;
}

void PublishPresenter::open(const std::filesystem::path& folder) {
    if (m_dialog && m_controller.isRunning()) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    if (m_dialog) {
        m_dialog->close();
    }
    ui::PublishChoice choice;
    choice.name = toQt(folder.filename());
    choice.card = readCard(folder);
    const auto [bytes, files] = sizeOf(folder);
    if (!m_controller.isRunning()) {
        m_controller.clear();
    }
    m_dialog = m_window.showPublish(choice.name, choice, judgePublish);
    connectDialog(*m_dialog, folder, bytes, files);
    m_dialog->setView(viewFor(bytes, files));
    m_account.look();
}

void PublishPresenter::connectDialog(ui::PublishDialog& dialog, const std::filesystem::path& folder,
                                     quint64 bytes, int files) {
    const auto show = [this, &dialog, bytes, files] { dialog.setView(viewFor(bytes, files)); };
    connect(&m_account, &AccountController::changed, &dialog, show);
    connect(&m_controller, &PublishController::changed, &dialog, show);
    connect(&dialog, &ui::PublishDialog::startRequested, this,
            [this, folder](const ui::PublishChoice& choice) {
                if (!m_controller.isRunning()) {
                    m_controller.start(
                        {folder, (choice.owner + QLatin1Char('/') + choice.name).toStdString(),
                         choice.isPublic, choice.card.toStdString()});
                }
            });
    connect(&dialog, &ui::PublishDialog::stopRequested, &m_controller, &PublishController::stop);
    connect(&dialog, &ui::PublishDialog::signInRequested, &m_account, &AccountController::signIn);
    connect(&dialog, &ui::PublishDialog::signOutRequested, &m_account, &AccountController::signOut);
    connect(&dialog, &ui::PublishDialog::tokenPageRequested, this,
            &PublishPresenter::tokenPageRequested);
    connect(&dialog, &ui::PublishDialog::linkRequested, this,
            [this](const QString& link) { Q_EMIT pageRequested(QUrl(link)); });
}

}  // namespace app
