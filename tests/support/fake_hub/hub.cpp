#include "support/fake_hub/hub.hpp"

#include "support/fake_hub/endpoints.hpp"

#include <algorithm>
#include <utility>

namespace fake {

Hub::Hub() {
    m_state.hubUrl = m_server.url(Origin::hub).toEncoded();
    m_state.cdnUrl = m_server.url(Origin::cdn).toEncoded();
    m_state.users = {{"alice", {"org"}}, {"bob", {}}};
    m_state.tokens = {{readToken, {"alice", Role::read}},
                      {writeToken, {"alice", Role::write}},
                      {bobsToken, {"bob", Role::read}}};
    const AddEndpoint add = [this](Origin origin, const QByteArray& method, const char* pattern,
                                   Endpoint endpoint) {
        m_server.route(
            origin, method,
            QString::fromLatin1(pattern).replace(QStringLiteral("{id}"),
                                                 QStringLiteral("((?:[^/]+/)?[^/]+)")),
            [this, answer = std::move(endpoint)](const Request& request) {
                const std::lock_guard lock(m_mutex);
                Response response = answer(m_state, request);
                if (!m_state.settings.rateLimit.isEmpty() && request.origin == Origin::hub) {
                    response.headers.set("RateLimit", m_state.settings.rateLimit);
                }
                return response;
            });
    };
    for (const auto addFamily :
         {addAccountEndpoints, addModelEndpoints, addListEndpoints, addTreeEndpoints,
          addResolveEndpoints, addCdnEndpoints, addCreateEndpoints, addCardEndpoints,
          addPreuploadEndpoints, addLfsEndpoints, addMultipartEndpoints, addCommitEndpoints}) {
        addFamily(add);
    }
}

void Hub::with(const std::function<void(HubState&)>& action) {
    const std::lock_guard lock(m_mutex);
    action(m_state);
}

void Hub::set(const HubSettings& settings) {
    const std::lock_guard lock(m_mutex);
    m_state.settings = settings;
}

HubSettings Hub::settings() const {
    const std::lock_guard lock(m_mutex);
    return m_state.settings;
}

void Hub::addRepo(const QByteArray& id, const std::function<void(Repo&)>& change) {
    const std::lock_guard lock(m_mutex);
    Repo& repo = m_state.repos[id.toLower()];
    repo.id = id;
    if (change) {
        change(repo);
    }
    addCommit(m_state, repo, "main", "initial commit", {});
}

void Hub::rename(const QByteArray& from, const QByteArray& to) {
    const std::lock_guard lock(m_mutex);
    auto node = m_state.repos.extract(from.toLower());
    node.key() = to.toLower();
    node.mapped().id = to;
    m_state.repos.insert(std::move(node));
    m_state.renamed[from.toLower()] = to;
}

QByteArray Hub::commit(const QByteArray& id, const std::map<QByteArray, Content>& files,
                       const QByteArray& ref) {
    const std::lock_guard lock(m_mutex);
    std::map<QByteArray, std::optional<File>> changes;
    for (const auto& [path, content] : files) {
        changes[path] =
            makeFile(content, isLfsByNature(path, content.size(), content.read(0, 512)));
    }
    return addCommit(m_state, m_state.repos.at(id.toLower()), ref, "Add files", changes).id;
}

QByteArray Hub::head(const QByteArray& id, const QByteArray& revision) const {
    const std::lock_guard lock(m_mutex);
    const auto repo = m_state.repos.find(id.toLower());
    const Commit* commit = repo == m_state.repos.end() ? nullptr : repo->second.find(revision);
    return commit == nullptr ? QByteArray() : commit->id;
}

std::optional<File> Hub::file(const QByteArray& id, const QByteArray& path,
                              const QByteArray& revision) const {
    const std::lock_guard lock(m_mutex);
    const auto repo = m_state.repos.find(id.toLower());
    const Commit* commit = repo == m_state.repos.end() ? nullptr : repo->second.find(revision);
    if (commit == nullptr || !commit->files.contains(path)) {
        return {};
    }
    return commit->files.at(path);
}

std::vector<QByteArray> Hub::paths(const QByteArray& id, const QByteArray& revision) const {
    const std::lock_guard lock(m_mutex);
    std::vector<QByteArray> names;
    const auto repo = m_state.repos.find(id.toLower());
    const Commit* commit = repo == m_state.repos.end() ? nullptr : repo->second.find(revision);
    for (const auto& [path, file] : commit == nullptr ? Files() : commit->files) {
        names.push_back(path);
    }
    return names;
}

std::vector<Request> Hub::leaks() const {
    std::vector<Request> requests = m_server.requests();
    std::erase_if(requests, [](const Request& request) {
        return request.origin != Origin::cdn ||
               !(request.headers.has("Authorization") || request.headers.has("Cookie"));
    });
    return requests;
}

}  // namespace fake
