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

std::string repoOf(const ui::PublishChoice& choice) {
    return (choice.owner + QLatin1Char('/') + choice.name).toStdString();
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
    if (choice.card.trimmed().isEmpty()) {
        problems.card.append(PublishPresenter::tr(
            "Without a card no README.md is published: people will not know what this is."));
        return problems;
    }
    const std::string card = choice.card.toStdString();
    for (const std::string& problem : quince::cardProblems(card)) {
        problems.card.append(toQt(problem));
    }
    if (quince::tellsOfTerms(card)) {
        problems.card.append(PublishPresenter::tr(
            "The original is given only to whoever agrees to its terms. Make sure that they let "
            "you publish this model."));
    }
    return problems;
}

PublishPresenter::PublishPresenter(ui::MainWindow& window, AccountController& account,
                                   PublishFunction publish, LookFunction look, QObject* parent)
    : QObject(parent),
      m_window(window),
      m_account(account),
      m_controller(std::move(publish)),
      m_lookup(std::move(look)) {}

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
    m_lookup.ask({});  // what was seen before an earlier upload is no longer so
    m_dialog = m_window.showPublish(
        choice.name, choice, [this](const ui::PublishChoice& chosen) { return judge(chosen); });
    connectDialog(*m_dialog, folder, bytes, files);
    m_dialog->setView(viewFor(bytes, files));
    m_account.look();
}

void PublishPresenter::follow(ui::PublishDialog& dialog) {
    const ui::PublishChoice choice = dialog.choice();
    const std::string repo = repoOf(choice);
    const bool canBe = !choice.owner.isEmpty() && quince::isValidRepoId(repo);
    if (canBe) {
        dialog.setCard(toQt(quince::cardForRepo(choice.card.toStdString(), repo)));
    }
    m_lookup.ask(canBe ? repo : std::string());
}

ui::PublishProblems PublishPresenter::judge(const ui::PublishChoice& choice) const {
    ui::PublishProblems problems = judgePublish(choice);
    const std::optional<FoundModel>& there = m_lookup.found();
    if (!there || m_lookup.repo() != repoOf(choice)) {
        return problems;
    }
    if (!there->isPrivate && !choice.isPublic) {
        problems.name = tr("%1 is there already, and everybody can see it. Choose another name, or "
                           "publish for everybody.")
                            .arg(toQt(there->id));
    } else {
        problems.note = (there->isPrivate
                             ? tr("%1 is there already, and is private. It will be updated, and "
                                  "stays private.")
                             : tr("%1 is there already, for everybody to see. It will be updated."))
                            .arg(toQt(there->id));
    }
    return problems;
}

void PublishPresenter::connectDialog(ui::PublishDialog& dialog, const std::filesystem::path& folder,
                                     quint64 bytes, int files) {
    const auto show = [this, &dialog, bytes, files] { dialog.setView(viewFor(bytes, files)); };
    connect(&m_account, &AccountController::changed, &dialog, show);
    connect(&m_controller, &PublishController::changed, &dialog, show);
    connect(&m_lookup, &PublishLookup::changed, &dialog, show);
    connect(&dialog, &ui::PublishDialog::repoChanged, this, [this, &dialog] { follow(dialog); });
    connect(&dialog, &ui::PublishDialog::startRequested, this,
            [this, folder](const ui::PublishChoice& choice) {
                if (!m_controller.isRunning()) {
                    const bool hasCard = !choice.card.trimmed().isEmpty();
                    m_controller.start({folder, repoOf(choice), choice.isPublic,
                                        hasCard ? choice.card.toStdString() : std::string()});
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
