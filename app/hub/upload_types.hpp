#pragma once

#include "hub/http_message.hpp"

#include <QByteArray>
#include <QUrl>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hub {

enum class Visibility { isPrivate, isPublic };

struct CreatedRepo {
    std::string id;
    /// It was there before; nothing about it was changed. A repo that holds nothing, found after a
    /// try without an answer, counts as made by that try.
    bool existed = false;
};

struct CardVerdict {
    std::vector<std::string> errors;  ///< with any of these the Hub refuses the commit
    std::vector<std::string> warnings;
};

/// A file before it is sent.
struct UploadFile {
    std::string path;
    std::int64_t size = 0;
    QByteArray sample;  ///< its first 512 bytes, or all of it
};

struct UploadChoice {
    bool isLfs = false;
    bool isIgnored = false;  ///< by the repo's .gitignore
    std::string remoteOid;   ///< of what is there now: sha256 if isLfs, else git's sha1; or empty
};

struct LfsObject {
    std::string sha256;
    std::int64_t size = 0;
};

/// A request that a server asks for, with headers that it wants.
struct LfsAction {
    QUrl url;
    std::vector<HttpHeader> headers;
};

struct LfsTicket {
    LfsObject object;
    std::string error;  ///< not empty: the server does not take it
    /// None: the content is there already. With parts: where the list of them goes in the end.
    std::optional<LfsAction> upload;
    std::vector<QUrl> parts;    ///< in order; empty: one PUT to upload->url
    std::int64_t partSize = 0;  ///< bytes of each part but the last
    std::optional<LfsAction> verify;
};

struct LfsBatch {
    bool needsXet = false;           ///< the server takes no plain LFS any more
    std::vector<LfsTicket> tickets;  ///< in the order of the objects
};

struct CommitRequest {
    struct Regular {
        std::string path;
        QByteArray content;
    };
    struct Lfs {
        std::string path;
        LfsObject object;
    };
    struct Deleted {
        std::string path;
    };
    std::string summary{};
    std::string description{};
    /// 40 hex: refuse (mismatch) if the branch has moved on; empty: do not ask.
    std::string parent{};
    std::vector<std::variant<Regular, Lfs, Deleted>> changes{};
    bool asPullRequest = false;
};

struct CommitDone {
    std::string commit;
    QUrl page;
    QUrl pullRequest;  ///< empty if none was made
};

}  // namespace hub
