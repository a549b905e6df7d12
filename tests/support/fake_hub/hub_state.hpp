#pragma once

#include "support/fake_hub/content.hpp"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QUrl>

#include <map>
#include <optional>

namespace fake {

enum class Role { read, write };

struct Token {
    QByteArray user;
    Role role = Role::read;
};

/// A file in a commit. Whoever makes one computes its digests: see makeFile.
struct File {
    Content content;
    bool isLfs = false;
    QByteArray sha256;  ///< hexadecimal; LFS files only
    QByteArray blobId;  ///< git's name of the blob: of an LFS file, of its pointer
    qint64 pointerSize = 0;
};

using Files = std::map<QByteArray, File>;  ///< by path

struct Commit {
    QByteArray id;
    QByteArray parent;  ///< empty for the first
    QByteArray title;
    Files files;
};

struct Repo {
    QByteArray id;  ///< "org/name", or "name" for the oldest ones
    bool isPrivate = false;
    QByteArray gated;  ///< "auto", "manual" or empty
    bool isDisabled = false;
    QList<QByteArray> granted;  ///< users whom the gate lets in
    std::map<QByteArray, QByteArray> refs;
    std::map<QByteArray, Commit> commits;  ///< by id
    QJsonObject info;  ///< more of the model's info: tags, downloads, safetensors, cardData ...

    [[nodiscard]] QByteArray owner() const;  ///< empty for an id without one
    /// By branch, tag, refs/pr/N or commit; "HEAD" is main.
    [[nodiscard]] const Commit* find(const QByteArray& revision) const;
};

/// What a signed URL of the CDN allows.
struct Signature {
    QByteArray path;
    int uses = 0;  ///< that are left
};

/// A multipart upload that is under way.
struct Multipart {
    QByteArray oid;
    qint64 size = 0;
    std::map<int, QByteArray> parts;
};

/// How the Hub behaves; may be changed between requests.
struct HubSettings {
    int page = 3;  ///< entries of a listing in one answer
    int signatureUses = 1'000'000;
    qint64 multipartFrom = 1'000'000;  ///< bytes; smaller objects are sent by one PUT
    qint64 chunk = 400'000;            ///< of a multipart upload
    bool shufflesParts = true;         ///< the last part of a multipart upload is named first
    qint64 largestObject = 500'000'000'000;
    qint64 gzipFrom = 200;     ///< bytes of a regular file that go compressed to who takes gzip
    bool demandsXet = false;   ///< the batch answers "xet", whatever was offered
    bool headersOfXet = true;  ///< X-Xet-Hash and its links on LFS files
    QByteArray uploadHeader;   ///< value of X-Fake-Signed that a single PUT must send; or empty
    QByteArray rateLimit;      ///< of every API answer, as `"api";r=499;t=120`; or empty
};

/// Everything the Hub knows. Plain data; Hub guards it.
struct HubState {
    QByteArray hubUrl;  ///< "http://127.0.0.1:port"
    QByteArray cdnUrl;
    HubSettings settings;
    std::map<QByteArray, QList<QByteArray>> users;  ///< name -> its organizations
    std::map<QByteArray, Token> tokens;
    std::map<QByteArray, Repo> repos;          ///< by id in lower case
    std::map<QByteArray, QByteArray> renamed;  ///< old id in lower case -> id
    std::map<QByteArray, Content> objects;     ///< LFS, by sha256
    std::map<QByteArray, QByteArray> samples;  ///< by "id path": first bytes, as preupload saw them
    std::map<QByteArray, bool> toldLfs;        ///< by "id path": what preupload answered
    std::map<QByteArray, Signature> signatures;
    std::map<QByteArray, Multipart> uploads;
    int counter = 0;  ///< makes ids that were not there before

    [[nodiscard]] Repo* findRepo(const QByteArray& id);
    /// Signs a path of the CDN: the whole URL, good for `uses` requests.
    QByteArray sign(const QByteArray& path, const QByteArray& moreQuery, int uses);
    QByteArray newId();  ///< 40 hexadecimal digits
};

File makeFile(const Content& content, bool isLfs);
/// What the Hub takes as LFS where .gitattributes does not say: by name, size or a NUL byte.
bool isLfsByNature(const QByteArray& path, qint64 size, const QByteArray& firstBytes);
/// Makes a commit on `ref` whose files are those of its head with `changes`; none removes a file.
const Commit& addCommit(HubState& state, Repo& repo, const QByteArray& ref, const QByteArray& title,
                        const std::map<QByteArray, std::optional<File>>& changes);

}  // namespace fake
