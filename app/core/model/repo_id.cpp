#include <quince/repo_id.hpp>

#include <algorithm>
#include <utility>

namespace quince {
namespace {

bool isIdCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

bool isValidPart(std::string_view part) {
    const auto isEdge = [](char c) { return c == '-' || c == '.'; };
    return !part.empty() && part.size() <= 96 &&
           std::all_of(part.begin(), part.end(), isIdCharacter) && !isEdge(part.front()) &&
           !isEdge(part.back());
}

}  // namespace

// Source: huggingface_hub utils/_validators.py, narrowed to ASCII.
bool isValidRepoId(std::string_view id) {
    const std::size_t slash = id.find('/');
    if (id.find("--") != std::string_view::npos || id.find("..") != std::string_view::npos ||
        id.ends_with(".git")) {
        return false;
    }
    if (slash == std::string_view::npos) {
        return isValidPart(id);
    }
    return isValidPart(id.substr(0, slash)) && isValidPart(id.substr(slash + 1));
}

bool isCommitHash(std::string_view text) {
    return text.size() == 40 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Result<RepoReference> parseRepoReference(std::string_view text) {
    const std::size_t at = text.find('@');
    const auto refuse = [text](std::string_view why) {
        std::string sentence(text);
        sentence.append(why);
        return Error{ErrorCode::invalidArgument, std::move(sentence), {}};
    };
    RepoReference reference;
    reference.id = text.substr(0, at);
    if (!isValidRepoId(reference.id)) {
        return refuse(
            " is not a repo id: it should look like org/name, with letters, digits, '-', '_' and "
            "'.' only");
    }
    if (at != std::string_view::npos) {
        reference.revision = text.substr(at + 1);
        if (reference.revision.empty()) {
            return refuse(" names no revision after the @");
        }
    }
    return reference;
}

std::string cacheFolderName(std::string_view id) {
    std::string name = "models--";
    for (const char c : id) {
        if (c == '/') {
            name += "--";
        } else {
            name += c;
        }
    }
    return name;
}

std::string repoIdOfCacheFolder(std::string_view folderName) {
    constexpr std::string_view prefix = "models--";
    if (!folderName.starts_with(prefix)) {
        return {};
    }
    std::string id(folderName.substr(prefix.size()));
    if (const std::size_t dashes = id.find("--"); dashes != std::string::npos) {
        id.replace(dashes, 2, "/");
    }
    return isValidRepoId(id) ? id : std::string();
}

std::string_view orgOf(std::string_view id) {
    const std::size_t slash = id.find('/');
    return slash == std::string_view::npos ? std::string_view() : id.substr(0, slash);
}

std::string_view modelNameOf(std::string_view id) {
    return id.substr(id.find('/') + 1);  // npos + 1 is 0: the whole
}

}  // namespace quince
