#pragma once

#include "core/model/truthy.hpp"

#include <quince/architecture.hpp>
#include <quince/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace quince {

// How the entries of an architecture file's "modules" are read.

/// What a kind of leaf is.
struct LeafKind {
    std::string_view name;
    bool quantizable;
    std::optional<Part> part;  ///< whatever the group says
};

/// The kind that an entry names; null for a group.
const LeafKind* leafKindOf(const Json& entry);

/// The entry's own "part", if it has one.
std::optional<Part> partOf(const Json& entry);

/// "prefix.path"; either may be empty.
std::string joinPath(const std::string& prefix, const std::string& path);

/// An error of the architecture file that quotes the entry.
Error malformedEntry(const std::string& what, const Json& entry);

}  // namespace quince
