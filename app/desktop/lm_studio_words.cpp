#include "desktop/lm_studio_words.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <QCoreApplication>
#include <QLocale>

namespace app {

using hub::LmStudioState;
using ui::LmStudioAction;
using ui::LmStudioView;

namespace {

/// Where translators find these words.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(LmStudio)
};

LmStudioView toCheck(const QString& words) {
    LmStudioView view;
    view.words = words;
    view.canCheck = true;
    return view;
}

QString secondsWords(double seconds) {
    constexpr double withTenths = 10;
    return seconds < withTenths ? Words::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1))
                                : ui::formatDuration(seconds);
}

QString speedWords(double tokensPerSecond) {
    constexpr double withTenths = 10;
    const int decimals = tokensPerSecond < withTenths ? 1 : 0;
    return Words::tr("%1 tokens/s").arg(QLocale().toString(tokensPerSecond, 'f', decimals));
}

}  // namespace

LmStudioView viewOf(const hub::LmStudioCheck& check, std::size_t count) {
    switch (check.state) {
        case LmStudioState::notRunning:
            return toCheck(Words::tr("LM Studio is not running."));
        case LmStudioState::serverOff:
            return toCheck(
                Words::tr("LM Studio runs, but its server is off: in LM Studio open Developer and "
                          "switch the server on, then press Check."));
        case LmStudioState::notMlx:
            return toCheck(
                Words::tr("LM Studio lists it, but not as an MLX model. MLX needs a Mac with an "
                          "Apple chip."));
        case LmStudioState::notListed:
            return toCheck(
                count > 1 ? Words::tr("Not all are listed yet: open My Models in LM Studio, or "
                                      "restart it, then press Check.")
                          : Words::tr("Not listed yet: open My Models in LM Studio, or restart it, "
                                      "then press Check."));
        case LmStudioState::listed:
            break;
    }
    LmStudioView view;
    if (count > 1) {
        view.words = Words::tr("All are listed in LM Studio.");
        return view;
    }
    view.canLoad = check.model.instances.isEmpty();
    view.canTry = check.hasServer && check.model.canChat;
    view.words = !view.canLoad ? Words::tr("Listed in LM Studio, and loaded.")
                 : check.hasServer
                     ? Words::tr("Listed in LM Studio.")
                     : Words::tr(
                           "Listed in LM Studio. To try it from here, open Developer there "
                           "and switch the server on.");
    view.canCheck = !check.hasServer;
    return view;
}

LmStudioView viewOf(const hub::LmStudioLoad& load) {
    LmStudioView view;
    view.words = load.wasLoaded ? Words::tr("It is loaded in LM Studio already.")
                 : load.seconds ? Words::tr("Loaded in LM Studio in %1: choose it in a chat there.")
                                      .arg(secondsWords(*load.seconds))
                                : Words::tr("Loaded in LM Studio: choose it in a chat there.");
    view.canTry = true;
    return view;
}

LmStudioView viewOf(const hub::LmStudioTrial& trial) {
    QStringList parts;
    parts.append(trial.answer.text.isEmpty()
                     ? Words::tr("It runs in LM Studio, but its answer is empty")
                     : Words::tr("It runs in LM Studio: “%1”").arg(trial.answer.text));
    if (trial.answer.tokensPerSecond) {
        parts.append(speedWords(*trial.answer.tokensPerSecond));
    }
    if (trial.load.seconds) {
        parts.append(Words::tr("loaded in %1").arg(secondsWords(*trial.load.seconds)));
    }
    LmStudioView view;
    view.words = parts.join(QStringLiteral(" · "));
    view.canLoad = !trial.load.wasLoaded;
    view.canTry = true;
    return view;
}

LmStudioView viewOf(const quince::Error& error, LmStudioAction action) {
    if (error.code == quince::ErrorCode::stopped) {
        return toCheck(action == LmStudioAction::check
                           ? Words::tr("Press Check to see whether LM Studio lists it.")
                           : Words::tr("Stopped."));
    }
    LmStudioView view = toCheck(toQt(error.message));
    view.isFailure = true;
    // What is the matter may be mended in LM Studio meanwhile.
    view.canLoad = action == LmStudioAction::load;
    view.canTry = action == LmStudioAction::tryOut;
    return view;
}

LmStudioView busyView(LmStudioAction action) {
    LmStudioView view;
    view.isBusy = true;
    view.words = action == LmStudioAction::check ? Words::tr("Looking for it in LM Studio…")
                 : action == LmStudioAction::load
                     ? Words::tr("LM Studio loads it…")
                     : Words::tr("LM Studio loads it and says a few words…");
    return view;
}

}  // namespace app
