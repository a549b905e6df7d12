#pragma once

#include <quince/result.hpp>

#include <QString>

namespace app {

/// An error in the words of the window: what happened, what can be done, and all of it.
struct ErrorWords {
    QString headline;  ///< one sentence: the kind of failure and the way out
    QString details;   ///< the core's sentence and the path
};

[[nodiscard]] ErrorWords wordsFor(const quince::Error& error);

/// The error's own sentence as the headline, for work that is no conversion: the headlines above
/// speak of recipes and sources. `details`: the path, unless the sentence names it.
[[nodiscard]] ErrorWords wordsAsTold(const quince::Error& error);

}  // namespace app
