#include "desktop/lm_studio_controller.hpp"

#include "desktop/test_models.hpp"

#include <QSemaphore>

#include <gtest/gtest.h>

namespace app {
namespace {

using hub::LmStudioState;
using test::becomes;
using ui::LmStudioAction;

const LmStudioController::Models one{{"local", "Tiny-MLX-4bit"}};
const LmStudioController::Models three{{"local", "a"}, {"local", "b"}, {"local", "c"}};

quince::Error stopped() {
    return {quince::ErrorCode::stopped, "Stopped", {}};
}

hub::LmStudioCheck checkOf(LmStudioState state, bool hasServer = true) {
    hub::LmStudioCheck check;
    check.state = state;
    check.hasServer = hasServer;
    return check;
}

LmStudioCalls always(const hub::LmStudioCheck& check) {
    return {
        [check](const hub::LmStudioModel&,
                const quince::StopToken&) -> quince::Result<hub::LmStudioCheck> { return check; },
        {},
        {}};
}

ui::LmStudioView lookedFor(const LmStudioCalls& calls,
                           const LmStudioController::Models& models = one) {
    LmStudioController controller(calls);
    const QString id = QStringLiteral("job");
    controller.lookFor(id, models);
    EXPECT_TRUE(controller.isBusy(id));
    EXPECT_TRUE(becomes([&] { return !controller.isBusy(id); }));
    return controller.view(id);
}

TEST(LmStudioController, SaysNothingWhereNobodyCanBeAsked) {
    LmStudioController controller({});

    controller.lookFor(QStringLiteral("job"), one);

    EXPECT_EQ(controller.view(QStringLiteral("job")), ui::LmStudioView());
}

TEST(LmStudioController, OffersWhatEachStateAllows) {
    const auto listed = lookedFor(always(checkOf(LmStudioState::listed)));
    EXPECT_EQ(listed.words, QStringLiteral("Listed in LM Studio."));
    EXPECT_TRUE(listed.canLoad && listed.canTry && !listed.canCheck);

    const auto byLms = lookedFor(always(checkOf(LmStudioState::listed, false)));
    EXPECT_TRUE(byLms.words.contains(QStringLiteral("Developer")));
    EXPECT_TRUE(byLms.canLoad && !byLms.canTry && byLms.canCheck);

    for (const LmStudioState state : {LmStudioState::notRunning, LmStudioState::serverOff,
                                      LmStudioState::notListed, LmStudioState::notMlx}) {
        const auto view = lookedFor(always(checkOf(state)));
        EXPECT_FALSE(view.words.isEmpty());
        EXPECT_TRUE(view.canCheck && !view.canLoad && !view.canTry && !view.isFailure);
    }
}

TEST(LmStudioController, TellsOfSeveralResultsTogether) {
    QStringList asked;
    LmStudioCalls calls;
    calls.waitUntilListed = [&asked](
                                const hub::LmStudioModel& model,
                                const quince::StopToken&) -> quince::Result<hub::LmStudioCheck> {
        asked.append(QString::fromStdString(model.name));
        return checkOf(model.name == "b" ? LmStudioState::notListed : LmStudioState::listed);
    };

    EXPECT_TRUE(lookedFor(calls, three).words.startsWith(QStringLiteral("Not all")));
    EXPECT_EQ(asked.join(QLatin1Char(' ')), QStringLiteral("a b"));
    const auto all = lookedFor(always(checkOf(LmStudioState::listed)), three);
    EXPECT_EQ(all.words, QStringLiteral("All are listed in LM Studio."));
    EXPECT_FALSE(all.canLoad || all.canTry);
}

TEST(LmStudioController, TellsAnAnswerItsSpeedAndTheTimeOfLoading) {
    LmStudioCalls calls = always(checkOf(LmStudioState::listed));
    calls.tryOut = [](const hub::LmStudioModel&,
                      const quince::StopToken&) -> quince::Result<hub::LmStudioTrial> {
        return hub::LmStudioTrial{{QStringLiteral("Hello"), 1, 51.5}, {false, 1.5}};
    };
    LmStudioController controller(calls);
    const QString id = QStringLiteral("job");

    controller.ask(id, one, LmStudioAction::tryOut);
    ASSERT_TRUE(becomes([&] { return !controller.isBusy(id); }));

    const QString words = controller.view(id).words;
    EXPECT_EQ(words.toStdString(), "It runs in LM Studio: “Hello” · 52 tokens/s · loaded in 1.5 s");
}

TEST(LmStudioController, TellsTheReasonOfAFailureAndLetsOneTryAgain) {
    LmStudioCalls calls = always(checkOf(LmStudioState::listed));
    calls.load = [](const hub::LmStudioModel&,
                    const quince::StopToken&) -> quince::Result<hub::LmStudioLoad> {
        return quince::Error{quince::ErrorCode::io, "Too large.", {}};
    };
    LmStudioController controller(calls);
    const QString id = QStringLiteral("job");

    controller.ask(id, one, LmStudioAction::load);
    ASSERT_TRUE(becomes([&] { return !controller.isBusy(id); }));

    EXPECT_EQ(controller.view(id).words, QStringLiteral("Too large."));
    EXPECT_TRUE(controller.view(id).isFailure);
    EXPECT_TRUE(controller.view(id).canLoad);
}

/// Looks until it is stopped; loads at once.
LmStudioCalls patient(QSemaphore& begun) {
    return {[&begun](const hub::LmStudioModel&,
                     const quince::StopToken& stop) -> quince::Result<hub::LmStudioCheck> {
                begun.release();
                while (!stop.stopRequested()) {
                    QThread::yieldCurrentThread();
                }
                return stopped();
            },
            [](const hub::LmStudioModel&,
               const quince::StopToken&) -> quince::Result<hub::LmStudioLoad> {
                return hub::LmStudioLoad{false, 2.0};
            },
            {}};
}

TEST(LmStudioController, LetsWhatThePersonWantsGoFirst) {
    QSemaphore begun;
    LmStudioController controller(patient(begun));
    controller.lookFor(QStringLiteral("first"), one);
    controller.lookFor(QStringLiteral("second"), one);
    begun.acquire();

    controller.ask(QStringLiteral("third"), one, LmStudioAction::load);

    ASSERT_TRUE(becomes([&] { return !controller.isBusy(QStringLiteral("third")); }));
    EXPECT_TRUE(controller.view(QStringLiteral("third"))
                    .words.startsWith(QStringLiteral("Loaded in LM Studio in 2")));
    EXPECT_TRUE(controller.view(QStringLiteral("first")).canCheck);
    EXPECT_TRUE(controller.view(QStringLiteral("second")).canCheck);
}

TEST(LmStudioController, StopsWhenAskedWhenForgottenAndAtItsEnd) {
    QSemaphore begun;
    {
        LmStudioController controller(patient(begun));
        controller.ask(QStringLiteral("job"), one, LmStudioAction::check);
        begun.acquire();
        controller.ask(QStringLiteral("job"), one, LmStudioAction::stop);
        ASSERT_TRUE(becomes([&] { return !controller.isBusy(QStringLiteral("job")); }));

        controller.ask(QStringLiteral("gone"), one, LmStudioAction::check);
        begun.acquire();
        controller.keepOnly({QStringLiteral("job")});
        EXPECT_EQ(controller.view(QStringLiteral("gone")), ui::LmStudioView());
        controller.ask(QStringLiteral("job"), one, LmStudioAction::check);
        begun.acquire();
    }
}

}  // namespace
}  // namespace app
