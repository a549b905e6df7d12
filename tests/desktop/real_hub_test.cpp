#include "desktop/real_hub.hpp"

#include "desktop/hub_window_driver.hpp"
#include "support/fake_hub/hub.hpp"
#include "ui/pages/account_section.hpp"
#include "ui/pages/library_page.hpp"

#include <QJsonArray>
#include <QJsonObject>
#include <QLineEdit>
#include <QListView>

#include <gmock/gmock.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;
using testing::HasSubstr;
using testing::Not;

/// In place of the system's.
class FakeKeychain final : public hub::Keychain {
public:
    quince::Result<hub::Token> read(const QUrl&, const quince::StopToken&) override {
        return m_token;
    }
    quince::Status write(const QUrl&, const hub::Token& token, const quince::StopToken&) override {
        m_token = token;
        return {};
    }
    quince::Status remove(const QUrl&, const quince::StopToken&) override {
        m_token = {};
        return {};
    }

private:
    hub::Token m_token;
};

/// Waits no longer than it must between two tries.
class Impatient final : public hub::Waiter {
public:
    bool wait(std::chrono::milliseconds, const quince::StopToken& stop) override {
        return !stop.stopRequested();
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return {}; }
};

/// The window with the real client, against a fake Hub on loopback.
class RealHub : public test::HubWindowDriver {
protected:
    RealHub() {
        const auto model = test::makeModel(m_folder, "Tiny");
        std::map<QByteArray, fake::Content> files{{"README.md", fake::Content("---\n---\n# T\n")}};
        for (const auto& entry : std::filesystem::directory_iterator(model)) {
            files[QByteArray::fromStdString(entry.path().filename().string())] =
                fake::Content(QByteArray::fromStdString(quince::test::contentOf(entry.path())));
        }
        for (const char* id : {"org/tiny", "org/gated", "org/private"}) {
            m_hub.addRepo(id, [id](fake::Repo& repo) {
                repo.gated = QByteArray(id) == "org/gated" ? "manual" : "";
                repo.granted = {"alice"};
                repo.isPrivate = QByteArray(id) == "org/private";
                repo.info[QStringLiteral("tags")] = QJsonArray{QStringLiteral("safetensors")};
                repo.info[QStringLiteral("config")] =
                    QJsonObject{{QStringLiteral("model_type"), QStringLiteral("llama")}};
            });
            m_hub.commit(id, files);
        }
    }

    AppWindow& open() {
        quince::Environment variables = test::emptyHome(m_folder);
        variables.variables["HF_ENDPOINT"] = m_hub.endpoint().toString().toStdString();
        auto environment = hub::hubEnvironment(variables);
        return openWith(realHub(std::make_shared<HubSession>(variables, *environment, m_keychain,
                                                             m_settings.hasKeptToken()),
                                quince::ArchitectureLibrary::builtIn(), m_folder / "own",
                                std::make_shared<Impatient>()));
    }

    void search(const char* words) {
        lookAtHub();
        auto* field = m_app->window().hubPage().findChild<QLineEdit*>();
        field->setText(QString::fromUtf8(words));
        QTest::keyClick(field, Qt::Key_Return);
    }

    void signIn(const char* token) {
        auto* account = m_app->window().findChild<ui::AccountSection*>();
        account->field()->setFocus();
        QTest::keyClicks(account->field(), QString::fromUtf8(token));
        QTest::keyClick(account->field(), Qt::Key_Return);
        const bool mayWrite = token == QByteArray(fake::Hub::writeToken);
        ASSERT_TRUE(becomes([&] {
            const ui::AccountView& view = m_app->account().view();
            return view.state == ui::AccountState::signedIn && view.canWrite == mayWrite;
        }));
    }

    fake::Hub m_hub;
    std::shared_ptr<FakeKeychain> m_keychain = std::make_shared<FakeKeychain>();
};

TEST_F(RealHub, FindsAModelTellsItsSizeAndFetchesNoWeightsForThat) {
    open();
    search("tiny");
    chooseRow(0);
    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download and convert")) != nullptr &&
               button(QStringLiteral("Download and convert"))->isEnabled();
    }));

    EXPECT_EQ(rows()->model()->rowCount(), 1);
    for (const fake::Request& request : m_hub.server().requests("GET *model.safetensors*")) {
        EXPECT_TRUE(request.headers.has("Range")) << request.target.constData();
    }
    EXPECT_FALSE(std::filesystem::exists(m_folder / "home/.cache/huggingface/hub"));
}

TEST_F(RealHub, FinishesTheCommitThatWasBegunAlthoughTheBranchWentOn) {
    const std::string begun = m_hub.head("org/tiny").toStdString();
    m_hub.commit("org/tiny", {{"notes.txt", fake::Content("new")}});
    m_folder.write(
        "home/.cache/huggingface/hub/models--org--tiny/snapshots/" + begun + "/config.json",
        m_hub.file("org/tiny", "config.json")->content.all().toStdString());
    open();
    auto* list = m_app->window().libraryPage().findChild<QListView*>();
    ASSERT_TRUE(becomes([&] { return list->model()->rowCount() == 1 && list->isVisible(); }));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());

    click("Resume download");

    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    ASSERT_EQ(jobs().front().state, ConversionState::succeeded);
    EXPECT_EQ(jobs().front().reports.front().folder.filename(), begun);
}

TEST_F(RealHub, PublishesWhatItMade) {
    open();
    search("org/tiny");
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    click("Publish…");
    ASSERT_TRUE(
        becomes([&] { return m_app->account().view().state != ui::AccountState::checking; }));
    signIn(fake::Hub::readToken);
    EXPECT_FALSE(button(QStringLiteral("Publish"))->isEnabled());
    signIn(fake::Hub::writeToken);
    click("Publish");
    ASSERT_TRUE(becomes([&] { return isEnd(m_app->publishing().view().state); }));

    const ui::PublishView view = m_app->publishing().view();
    ASSERT_EQ(view.state, ConversionState::succeeded) << view.details.toStdString();
    EXPECT_EQ(view.link, m_hub.endpoint().toString() + QStringLiteral("/alice/tiny-MLX-4bit"));
    EXPECT_EQ(m_hub.file("alice/tiny-MLX-4bit", "model.safetensors")->content.all().toStdString(),
              quince::test::contentOf(m_folder /
                                      "home/.lmstudio/models/org/tiny-MLX-4bit/model.safetensors"));
    m_hub.with([](fake::HubState& state) {
        EXPECT_TRUE(state.findRepo("alice/tiny-MLX-4bit")->isPrivate);
    });
    const std::string card =
        m_hub.file("alice/tiny-MLX-4bit", "README.md")->content.all().toStdString();
    EXPECT_THAT(card, HasSubstr("mlx_lm.generate --model alice/tiny-MLX-4bit "));
    EXPECT_THAT(card, Not(HasSubstr("org/tiny-MLX-4bit")));
    EXPECT_TRUE(m_hub.leaks().empty());
    click("Open its page");
    EXPECT_EQ(m_pages.back(), view.link);
    click("Close");
}

TEST_F(RealHub, WritesNoTokenIntoTheLogWhateverPublishingBrings) {
    open();
    search("org/tiny");
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    click("Publish…");
    ASSERT_TRUE(
        becomes([&] { return m_app->account().view().state != ui::AccountState::checking; }));
    signIn(fake::Hub::writeToken);
    m_hub.server().fail("POST *preupload*", {.status = 403, .body = "Not with this token"});
    click("Publish");
    ASSERT_TRUE(becomes([&] { return isEnd(m_app->publishing().view().state); }));
    EXPECT_EQ(m_app->publishing().view().state, ConversionState::failed);
    click("Try again");
    ASSERT_TRUE(
        becomes([&] { return m_app->publishing().view().state == ConversionState::succeeded; }));

    const std::string log = quince::test::contentOf(m_folder / "quince.log");
    EXPECT_THAT(log, HasSubstr("Publishing alice/tiny-MLX-4bit failed: "));
    EXPECT_THAT(log, HasSubstr("Published alice/tiny-MLX-4bit."));
    EXPECT_THAT(log, Not(HasSubstr("hf_")));
    EXPECT_THAT(quince::test::contentOf(m_folder / "quince.ini"), Not(HasSubstr("hf_")));
}

TEST_F(RealHub, DownloadsIntoTheCacheAndConverts) {
    open();
    search("org/tiny");
    click("Download and convert");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    ASSERT_EQ(jobs().front().state, ConversionState::succeeded)
        << (jobs().front().errors.empty() ? "" : jobs().front().error().message);
    EXPECT_TRUE(std::filesystem::exists(
        m_folder / "home/.lmstudio/models/org/tiny-MLX-4bit/model.safetensors"));
    EXPECT_EQ(quince::test::contentOf(m_folder /
                                      "home/.cache/huggingface/hub/models--org--tiny/refs/main"),
              m_hub.head("org/tiny").toStdString());
    EXPECT_EQ(jobs().front().jobs->front().sourceRevision, m_hub.head("org/tiny").toStdString());
    EXPECT_TRUE(m_hub.leaks().empty());
}

TEST_F(RealHub, GoesOnWithAPausedDownload) {
    open();
    search("org/tiny");
    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Download")) != nullptr &&
               button(QStringLiteral("Download"))->isEnabled();
    }));
    constexpr qint64 arrived = 1000;
    m_hub.server().fail("GET /blobs/*", {.stallAfter = arrived});
    m_hub.server().forgetRequests();
    click("Download");
    ASSERT_TRUE(becomes(
        [&] { return jobs().size() == 1 && jobs().front().progress.bytesDone >= arrived; }));
    click("Pause");
    ASSERT_TRUE(becomes([&] { return jobs().front().state == ConversionState::stopped; }));
    click("Resume");

    ASSERT_TRUE(becomes([&] { return isEnd(jobs().front().state); }));
    EXPECT_EQ(jobs().front().state, ConversionState::succeeded);
    EXPECT_EQ(m_hub.server().requests("GET /blobs/*").back().headers.value("Range"),
              "bytes=" + QByteArray::number(arrived) + "-");
}

TEST_F(RealHub, OpensAGatedModelToWhoeverMaySeeIt) {
    open();
    search("org/gated");
    click("Sign in…");
    signIn(fake::Hub::readToken);
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    click("Download");
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().state, ConversionState::succeeded);
    EXPECT_FALSE(m_app->account().view().canWrite);
    EXPECT_TRUE(m_settings.hasKeptToken());
    EXPECT_TRUE(m_hub.leaks().empty());
    for (const char* file : {"quince.ini", "quince.log"}) {
        EXPECT_THAT(quince::test::contentOf(m_folder / file), Not(HasSubstr("hf_"))) << file;
    }
}

TEST_F(RealHub, SaysThatAPrivateModelMayNotExist) {
    open();
    search((m_hub.endpoint().toString() + QStringLiteral("/org/private")).toUtf8().constData());

    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Try again")) != nullptr; }));
    EXPECT_TRUE(jobs().isEmpty());
}

TEST_F(RealHub, ShowsThatTheHubCannotBeReachedAndTriesAgain) {
    open();
    m_hub.server().fail("GET /api/models*", {.status = 503}, fake::HttpServer::always);
    search("tiny");
    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Try again")) != nullptr; }));

    m_hub.server().clearFaults();
    click("Try again");

    EXPECT_TRUE(becomes([&] { return rows()->model()->rowCount() == 1; }));
}

}  // namespace
}  // namespace app
