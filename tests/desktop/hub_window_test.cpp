#include "desktop/hub_window_driver.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/publish_dialog.hpp"

#include <QLineEdit>

#include <gmock/gmock.h>

#include <atomic>

namespace app {
namespace {

using quince::ConversionState;
using quince::Error;
using quince::ErrorCode;
using test::becomes;

const std::string commit(40, 'c');

/// A Hub that is a few functions over a folder.
class HubWindow : public test::HubWindowDriver {
protected:
    HubWindow() : m_source(test::makeModel(m_folder, "Tiny")) {}

    AppWindow& open() {
        return openWith({calls(), account(), publish(),
                         QUrl(QStringLiteral("https://huggingface.co")), m_offline});
    }

    HubCalls calls() {
        HubCalls calls;
        calls.search = [this](const SearchQuestion& question,
                              const quince::StopToken&) -> quince::Result<FoundPage> {
            ++m_searches;
            FoundPage page;
            for (const char* id : {"kim/Tiny", "kim/Gated"}) {
                if (std::string(id).find(question.words) != std::string::npos) {
                    page.models.push_back(found(id));
                }
            }
            return page;
        };
        calls.look = [](const quince::RepoReference& repo,
                        const quince::StopToken&) -> quince::Result<FoundModel> {
            return found(repo.id);
        };
        calls.inspect = [this](const quince::RepoReference& repo, const std::filesystem::path&,
                               const quince::StopToken&) { return inspect(repo); };
        calls.download = [this](const DownloadOrder& order, hub::DownloadProgress& progress,
                                const quince::StopToken& stop) {
            return download(order, progress, stop);
        };
        return calls;
    }

    /// The only token that works is kim's.
    AccountCalls account() {
        AccountCalls account;
        account.find = [this](const quince::StopToken&) -> std::optional<FoundToken> {
            if (m_kept.isEmpty()) {
                return std::nullopt;
            }
            return FoundToken{m_kept, QStringLiteral("the keychain"), true};
        };
        account.whoAmI = [](const hub::Token& token,
                            const quince::StopToken&) -> quince::Result<Identity> {
            if (token.reveal() != "hf_kim") {
                return Error{ErrorCode::unauthorized, "This token is not valid.", {}};
            }
            return Identity{"kim", {"friends"}, true};
        };
        account.keep = [this](const hub::Token& token, const quince::StopToken&) {
            m_kept = token;
            return quince::Status();
        };
        account.forget = [this](const quince::StopToken&) {
            m_kept = {};
            return quince::Status();
        };
        return account;
    }

    PublishFunction publish() {
        return [this](const PublishOrder& order, hub::UploadProgress& progress,
                      const quince::StopToken& stop) -> quince::Result<Published> {
            m_order = order;
            progress.counters.bytesTotal = 100;
            progress.counters.bytesDone = 40;
            progress.step = hub::UploadStep::sending;
            while (m_holds) {
                if (stop.stopRequested()) {
                    return Error{ErrorCode::stopped, "Stopped.", {}};
                }
                QThread::yieldCurrentThread();
            }
            return Published{"https://huggingface.co/" + order.repoId, false, true, {}};
        };
    }

    static FoundModel found(const std::string& id) {
        FoundModel model;
        model.id = id;
        model.modelType = "llama";
        model.isGated = id == "kim/Gated";
        return model;
    }

    quince::Result<RemoteModel> inspect(const quince::RepoReference& repo) const {
        if (repo.id == "kim/Gated" && m_kept.isEmpty()) {
            return Error{ErrorCode::gated, "Access to kim/Gated must be asked for.", {}};
        }
        auto checkpoint = quince::openCheckpoint(m_source);
        checkpoint->isRemote = true;
        RemoteModel model;
        model.repoId = repo.id;
        model.commit = commit;
        model.bytes = model.bytesMissing = 1'000'000;
        model.spaceFree = m_spaceFree;
        model.spaceNeeded = 2'000'000;
        model.inspection =
            quince::inspect(*std::move(checkpoint), *quince::ArchitectureLibrary::builtIn());
        return model;
    }

    quince::Result<std::filesystem::path> download(const DownloadOrder& order,
                                                   hub::DownloadProgress& progress,
                                                   const quince::StopToken& stop) const {
        const std::filesystem::path repo = order.cache / "models--kim--Tiny";
        const std::filesystem::path folder = repo / "snapshots" / commit;
        std::filesystem::create_directories(folder);
        std::filesystem::copy_file(m_source / "config.json", folder / "config.json",
                                   std::filesystem::copy_options::overwrite_existing);
        progress.bytesTotal = 1'000'000;
        progress.bytesDone = 300'000;
        progress.phase = hub::DownloadPhase::fetching;
        while (m_holds) {
            if (stop.stopRequested()) {
                return Error{ErrorCode::stopped, "Stopped.", {}};
            }
            QThread::yieldCurrentThread();
        }
        std::filesystem::copy(m_source, folder,
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
        m_folder.write("home/.cache/huggingface/hub/models--kim--Tiny/refs/main", commit);
        return folder;
    }

    std::filesystem::path m_source;
    QString m_offline;
    hub::Token m_kept;     ///< used by the account's thread; read here when that rests
    PublishOrder m_order;  ///< the same
    std::atomic<int> m_searches{0};
    std::atomic<bool> m_holds{false};
    std::uint64_t m_spaceFree = 500'000'000'000;
};

TEST_F(HubWindow, AsksNothingBeforeThePersonLooks) {
    open();
    ASSERT_TRUE(becomes([&] {
        return m_app->window().libraryPage().findChild<QListView*>()->isVisible() ||
               button(QStringLiteral("Add a folder…")) != nullptr;
    }));
    EXPECT_EQ(m_searches, 0);

    lookAtHub();

    EXPECT_TRUE(becomes([&] { return rows()->model()->rowCount() == 2; }));
    EXPECT_EQ(m_searches, 1);
}

TEST_F(HubWindow, DownloadsAndConvertsInOneEntry) {
    open();
    lookAtHub();
    chooseRow(0);
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().state, ConversionState::succeeded)
        << (jobs().front().errors.empty() ? "" : jobs().front().error().message);
    const auto made = m_folder / "home/.lmstudio/models/kim/Tiny-MLX-4bit";
    EXPECT_TRUE(std::filesystem::exists(made / "model.safetensors"));
    EXPECT_EQ(jobs().front().jobs->front().sourceRevision, commit);
    EXPECT_FALSE(jobs().front().jobs->front().plan.inspection->checkpoint.isRemote);
    // The page now shows the model that is on the disk.
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX")) != nullptr; }));
    EXPECT_TRUE(becomes([&] { return !m_app->window().libraryPage().selectedId().isEmpty(); }));
}

TEST_F(HubWindow, PausesAndResumesADownload) {
    m_holds = true;
    open();
    lookAtHub();
    chooseRow(0);
    click("Download");
    click("Pause");
    ASSERT_TRUE(becomes([&] { return jobs().front().state == ConversionState::stopped; }));
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Download"))->isEnabled(); }));

    m_holds = false;
    click("Resume");

    ASSERT_TRUE(becomes([&] { return jobs().front().state == ConversionState::succeeded; }));
    EXPECT_TRUE(jobs().front().onlyDownloads());
}

TEST_F(HubWindow, AStoppedDownloadIsInTheLibraryAndGoesOnFromThere) {
    m_holds = true;
    open();
    lookAtHub();
    chooseRow(0);
    click("Download and convert");
    click("Stop");
    ASSERT_TRUE(becomes([&] { return jobs().isEmpty(); }));

    m_app->window().finder().setSide(ui::Finder::Side::disk);
    auto* list = m_app->window().libraryPage().findChild<QListView*>();
    ASSERT_TRUE(becomes([&] { return list->model()->rowCount() == 1 && list->isVisible(); }));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());
    m_holds = false;
    click("Resume download");

    ASSERT_TRUE(becomes(
        [&] { return jobs().size() == 1 && jobs().front().state == ConversionState::succeeded; }));
    click("Convert to MLX");
    EXPECT_TRUE(becomes([&] { return jobs().size() == 2 && isEnd(jobs().back().state); }));
    EXPECT_EQ(jobs().back().state, ConversionState::succeeded);
}

TEST_F(HubWindow, SaysWhatToDoAboutAGatedModel) {
    open();
    lookAtHub();
    chooseRow(1);
    click("Open its page");

    EXPECT_EQ(m_pages, QStringList{QStringLiteral("https://huggingface.co/kim/Gated")});
    click("Sign in…");
    EXPECT_TRUE(becomes([&] {
        auto* account = m_app->window().findChild<ui::AccountSection*>();
        return account != nullptr && account->field()->hasFocus();
    }));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
}

TEST_F(HubWindow, ShowsAGatedModelOnceThePersonIsSignedIn) {
    open();
    lookAtHub();
    chooseRow(1);
    click("Sign in…");
    auto* account = m_app->window().findChild<ui::AccountSection*>();
    QTest::keyClicks(account->field(), QStringLiteral("hf_wrong"));
    click("Sign in");
    ASSERT_TRUE(becomes([&] { return m_app->account().view().state == ui::AccountState::failed; }));

    QTest::keyClicks(account->field(), QStringLiteral("hf_kim"));
    click("Sign in");
    ASSERT_TRUE(
        becomes([&] { return m_app->account().view().state == ui::AccountState::signedIn; }));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert")) != nullptr &&
               button(QStringLiteral("Download and convert"))->isEnabled();
    }));
    for (const char* file : {"quince.ini", "quince.log"}) {
        EXPECT_THAT(quince::test::contentOf(m_folder / file),
                    testing::Not(testing::HasSubstr("hf_")))
            << file;
    }
}

TEST_F(HubWindow, PublishesWhatItMade) {
    open();
    lookAtHub();
    chooseRow(0);
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    click("Publish…");
    ASSERT_TRUE(
        becomes([&] { return m_app->account().view().state != ui::AccountState::checking; }));
    auto* dialog = m_app->window().findChild<ui::PublishDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_FALSE(button(QStringLiteral("Publish"))->isEnabled());

    QTest::keyClicks(dialog->findChild<ui::AccountSection*>()->field(), QStringLiteral("hf_kim"));
    click("Sign in");
    m_holds = true;
    click("Publish");
    click("Stop");
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Resume")) != nullptr; }));
    m_holds = false;
    click("Resume");
    click("Open its page");

    EXPECT_EQ(m_order.repoId, "kim/Tiny-MLX-4bit");
    EXPECT_FALSE(m_order.isPublic);
    EXPECT_THAT(m_order.card, testing::HasSubstr("library_name: mlx"));
    EXPECT_EQ(m_pages.back(), QStringLiteral("https://huggingface.co/kim/Tiny-MLX-4bit"));
    click("Close");
}

TEST_F(HubWindow, GoesStraightToAPastedAddress) {
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    field->setText(QStringLiteral("https://huggingface.co/kim/Tiny"));

    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert")) != nullptr &&
               button(QStringLiteral("Download and convert"))->isEnabled();
    }));
    EXPECT_EQ(m_app->window().hubPage().selectedId(), QStringLiteral("kim/Tiny"));
}

TEST_F(HubWindow, DoesNotDownloadWithoutRoom) {
    m_spaceFree = 1'000'000;
    open();
    lookAtHub();
    chooseRow(0);
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Download and convert")) != nullptr; }));

    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert"))
            ->toolTip()
            .contains(QStringLiteral("cache's disk"));
    }));
    EXPECT_FALSE(button(QStringLiteral("Download and convert"))->isEnabled());
    EXPECT_FALSE(button(QStringLiteral("Download"))->isEnabled());
}

TEST_F(HubWindow, AimsAtASizeOnlyOnceTheWeightsAreHere) {
    quince::Budget budget;
    budget.bitsPerWeight = 6;
    m_settings.setLastBudget(budget);
    open();
    lookAtHub();
    chooseRow(0);
    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download")) != nullptr &&
               button(QStringLiteral("Download"))->isEnabled();
    }));
    EXPECT_FALSE(button(QStringLiteral("Download and convert"))->isEnabled());

    click("Download");

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
}

TEST_F(HubWindow, ShowsWhatIsOnTheDiskInsteadOfDownloadingItAgain) {
    open();
    lookAtHub();
    chooseRow(0);
    click("Download");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX")) != nullptr; }));
    chooseRow(1);
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Open its page")) != nullptr; }));

    chooseRow(0);

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
}

TEST_F(HubWindow, AsksNothingWhenOffline) {
    m_offline = QStringLiteral("HF_HUB_OFFLINE is set.");
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("qwen"));
    QTest::keyClick(field, Qt::Key_Return);
    click("Show what is on this disk");

    EXPECT_EQ(m_app->window().finder().side(), ui::Finder::Side::disk);
    EXPECT_EQ(m_searches, 0);
}

TEST_F(HubWindow, RemembersSearchAndOrderButNoToken) {
    open();
    lookAtHub();
    auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("Tiny"));
    Q_EMIT m_app->window().hubPage().sortChanged(ui::HubSort::likes);
    field->setText(QStringLiteral("hf_secret"));

    open();

    EXPECT_EQ(m_app->window().hubPage().text(), QStringLiteral("Tiny"));
    EXPECT_EQ(m_app->window().hubPage().sort(), ui::HubSort::likes);
}

}  // namespace
}  // namespace app
