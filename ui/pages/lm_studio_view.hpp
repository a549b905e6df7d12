#pragma once

#include <QString>

namespace ui {

/// What a person may ask of LM Studio about a finished model.
enum class LmStudioAction { check, load, tryOut, stop };

/// How a finished model stands with LM Studio.
struct LmStudioView {
    QString words;           ///< one line; empty: nothing is shown
    bool isFailure = false;  ///< the words are a reason
    bool isBusy = false;     ///< LM Studio works at it; only stopping can be asked for
    bool canCheck = false;
    bool canLoad = false;
    bool canTry = false;

    friend bool operator==(const LmStudioView&, const LmStudioView&) = default;
};

}  // namespace ui
