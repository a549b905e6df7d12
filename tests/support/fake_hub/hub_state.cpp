#include "support/fake_hub/hub_state.hpp"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

namespace fake {

namespace {

constexpr qint64 lfsFrom = 10'000'000;  // hub-docs, repositories-getting-started: 10 MB

}  // namespace

QByteArray Repo::owner() const {
    return id.contains('/') ? id.left(id.indexOf('/')) : QByteArray();
}

const Commit* Repo::find(const QByteArray& revision) const {
    const auto ref = refs.find(revision == "HEAD" ? QByteArray("main") : revision);
    const auto commit = commits.find(ref == refs.end() ? revision : ref->second);
    return commit == commits.end() ? nullptr : &commit->second;
}

Repo* HubState::findRepo(const QByteArray& id) {
    const auto found = repos.find(id.toLower());
    return found == repos.end() ? nullptr : &found->second;
}

QByteArray HubState::newId() {
    return QCryptographicHash::hash("fake hub " + QByteArray::number(++counter),
                                    QCryptographicHash::Sha1)
        .toHex();
}

QByteArray HubState::sign(const QByteArray& path, const QByteArray& moreQuery, int uses) {
    const QByteArray signature = newId().left(16);
    signatures[signature] = {path, uses};
    return cdnUrl + path + "?" + moreQuery + "Signature=" + signature;
}

File makeFile(const Content& content, bool isLfs) {
    File file{content, isLfs, {}, {}, 0};
    if (!isLfs) {
        file.blobId = content.gitSha1();
        return file;
    }
    file.sha256 = content.sha256();
    const Content pointer("version https://git-lfs.github.com/spec/v1\noid sha256:" + file.sha256 +
                          "\nsize " + QByteArray::number(content.size()) + "\n");
    file.blobId = pointer.gitSha1();
    file.pointerSize = pointer.size();
    return file;
}

bool isLfsByNature(const QByteArray& path, qint64 size, const QByteArray& firstBytes) {
    // A part of the .gitattributes that the Hub puts into a new repo.
    constexpr std::array endings{".safetensors", ".bin", ".gguf", ".pt",  ".pth",  ".onnx",
                                 ".npz",         ".h5",  ".zip",  ".tar", ".model"};
    return size >= lfsFrom || firstBytes.contains('\0') ||
           std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return path.endsWith(ending); });
}

const Commit& addCommit(HubState& state, Repo& repo, const QByteArray& ref, const QByteArray& title,
                        const std::map<QByteArray, std::optional<File>>& changes) {
    Commit commit;
    if (const Commit* head = repo.find(ref)) {
        commit = *head;
        commit.parent = head->id;
    }
    commit.id = state.newId();
    commit.title = title;
    for (const auto& [path, file] : changes) {
        if (!file) {
            commit.files.erase(path);
            continue;
        }
        commit.files[path] = *file;
        if (file->isLfs) {
            state.objects[file->sha256] = file->content;
        }
    }
    repo.refs[ref] = commit.id;
    return repo.commits[commit.id] = commit;
}

}  // namespace fake
