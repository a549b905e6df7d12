#pragma once

#include "support/fake_hub/answers.hpp"

#include <map>
#include <optional>

namespace fake {

/// The body of a commit, read strictly.
struct CommitLines {
    QByteArray problem;  ///< what is wrong with it; empty: nothing
    QByteArray summary;
    QByteArray parent;                                  ///< empty: none was named
    std::map<QByteArray, std::optional<File>> changes;  ///< none: the file goes
};

/// One JSON object a line, exactly one header and it first; a line end after the last is optional.
CommitLines readCommitLines(const HubState& state, const Place& place, const QByteArray& body);

}  // namespace fake
