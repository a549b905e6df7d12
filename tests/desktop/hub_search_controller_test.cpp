#include "desktop/hub_search_controller.hpp"

#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace app {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::StopToken;
using State = HubSearchController::State;
using More = HubSearchController::More;
using test::becomes;

/// Answers with what a test sets, and remembers what it was asked.
class FakeHub {
public:
    HubCalls calls() {
        HubCalls calls;
        calls.search = [this](const SearchQuestion& question,
                              const StopToken& stop) -> quince::Result<FoundPage> {
            {
                const std::lock_guard lock(m_mutex);
                m_questions.push_back(question);
            }
            while (holds && !stop.stopRequested()) {
                QThread::yieldCurrentThread();
            }
            if (stop.stopRequested()) {
                ++stops;
                return Error{ErrorCode::stopped, "Stopped.", {}};
            }
            if (fails) {
                return Error{ErrorCode::io, "No connection.", {}};
            }
            return pageOf(question);
        };
        calls.look = [this](const quince::RepoReference& repo,
                            const StopToken&) -> quince::Result<FoundModel> {
            if (repo.id == "kim/Tiny") {
                return model(repo.id);
            }
            ++misses;
            return Error{ErrorCode::notFound, "There is no such model.", {}};
        };
        return calls;
    }

    static FoundModel model(const std::string& id) {
        FoundModel model;
        model.id = id;
        return model;
    }

    std::vector<SearchQuestion> questions() {
        const std::lock_guard lock(m_mutex);
        return m_questions;
    }

    std::atomic<bool> holds{false};
    std::atomic<bool> fails{false};
    std::atomic<int> stops{0};
    std::atomic<int> misses{0};

private:
    /// Two pages, which overlap by one.
    static FoundPage pageOf(const SearchQuestion& question) {
        if (question.next.empty()) {
            return {{model("a/1"), model("a/2")}, "second"};
        }
        return {{model("a/2"), model("a/3")}, ""};
    }

    std::mutex m_mutex;
    std::vector<SearchQuestion> m_questions;
};

class HubSearch : public testing::Test {
protected:
    FakeHub hub;
    HubSearchController search{hub.calls(), QUrl(QStringLiteral("https://huggingface.co"))};
};

TEST_F(HubSearch, AsksOnceWhenTheKeysRest) {
    for (const char* text : {"q", "qw", "qwe", "qwen"}) {
        search.setText(QLatin1String(text));
    }
    EXPECT_EQ(search.state(), State::idle);

    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    ASSERT_EQ(hub.questions().size(), 1U);
    EXPECT_EQ(hub.questions()[0].words, "qwen");
}

TEST_F(HubSearch, LoadsPageAfterPageWithoutRepetition) {
    search.submit(QStringLiteral("a"));
    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    EXPECT_EQ(search.models().size(), 2U);
    EXPECT_EQ(search.more(), More::canLoad);

    search.loadMore();
    search.loadMore();
    ASSERT_TRUE(becomes([&] { return search.more() == More::none; }));

    EXPECT_EQ(search.models().size(), 3U);
    ASSERT_EQ(hub.questions().size(), 2U);
    EXPECT_EQ(hub.questions()[1].next, "second");
}

TEST_F(HubSearch, ANewerQuestionStopsTheOlder) {
    hub.holds = true;
    search.submit(QStringLiteral("slow"));
    ASSERT_TRUE(becomes([&] { return hub.questions().size() == 1; }));

    search.setOrder(SearchOrder::likes);
    search.submit(QStringLiteral("quick"));
    ASSERT_TRUE(becomes([&] { return hub.stops >= 1; }));
    hub.holds = false;

    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    EXPECT_EQ(hub.questions().back().words, "quick");
    EXPECT_EQ(hub.questions().back().order, SearchOrder::likes);
}

TEST_F(HubSearch, GoesStraightToWhatAnAddressNames) {
    QSignalSpy pointed(&search, &HubSearchController::pointedAt);

    search.setText(QStringLiteral("https://huggingface.co/kim/Tiny/tree/dev"));

    ASSERT_TRUE(becomes([&] { return pointed.size() == 1; }));
    EXPECT_EQ(pointed[0][0].value<FoundModel>().id, "kim/Tiny");
    EXPECT_EQ(pointed[0][1].toString(), QStringLiteral("dev"));
    EXPECT_EQ(search.models().size(), 1U);
    EXPECT_TRUE(hub.questions().empty());
}

TEST_F(HubSearch, AnIdThatIsTypedIsShownAndOneThatIsSubmittedIsChosen) {
    QSignalSpy pointed(&search, &HubSearchController::pointedAt);
    search.setText(QStringLiteral("kim/Tiny"));
    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    EXPECT_EQ(pointed.size(), 0);

    search.submit(QStringLiteral("kim/Tiny"));

    EXPECT_TRUE(becomes([&] { return pointed.size() == 1; }));
}

TEST_F(HubSearch, SearchesForTheBeginningOfAnId) {
    search.submit(QStringLiteral("kim/Ti"));

    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    EXPECT_EQ(hub.misses, 1);
    ASSERT_EQ(hub.questions().size(), 1U);
    EXPECT_EQ(hub.questions()[0].words, "kim/Ti");
}

TEST_F(HubSearch, SaysThatAnAddressLeadsNowhere) {
    search.submit(QStringLiteral("https://huggingface.co/kim/Gone"));

    ASSERT_TRUE(becomes([&] { return search.state() == State::failed; }));
    EXPECT_EQ(search.error().code, ErrorCode::notFound);
    EXPECT_TRUE(hub.questions().empty());
}

TEST_F(HubSearch, SendsNothingThatMayBeAToken) {
    search.submit(QStringLiteral(" hf_aBcDeF0123456789"));

    EXPECT_EQ(search.state(), State::failed);
    EXPECT_NE(search.error().message.find("access token"), std::string::npos);
    EXPECT_TRUE(hub.questions().empty());
    search.submit(QStringLiteral("Tiny"));
    EXPECT_TRUE(becomes([&] { return search.state() == State::found; }));
}

TEST_F(HubSearch, FailsAndTriesAgain) {
    hub.fails = true;
    search.submit({});
    ASSERT_TRUE(becomes([&] { return search.state() == State::failed; }));
    EXPECT_EQ(search.error().message, "No connection.");

    hub.fails = false;
    search.retry();
    ASSERT_TRUE(becomes([&] { return search.state() == State::found; }));
    hub.fails = true;
    search.loadMore();

    ASSERT_TRUE(becomes([&] { return search.more() == More::failed; }));
    EXPECT_EQ(search.models().size(), 2U) << "what was found stays";
}

TEST(HubSearchEnd, StopsWhatItAskedWhenItGoes) {
    FakeHub hub;
    hub.holds = true;
    {
        HubSearchController search(hub.calls(), QUrl(QStringLiteral("https://huggingface.co")));
        search.submit(QStringLiteral("a"));
        ASSERT_TRUE(becomes([&] { return hub.questions().size() == 1; }));
    }
    EXPECT_EQ(hub.stops, 1);
}

}  // namespace
}  // namespace app
