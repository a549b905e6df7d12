#pragma once

#include "support/fake_hub/http_server.hpp"
#include "support/fake_hub/hub_state.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace fake {

/// A Hugging Face Hub and its CDN on loopback: what it answers is in its files, as documented and
/// as real ones were seen to answer. Starts with a user "alice" of the organization "org", her
/// tokens readToken and writeToken, a user "bob" with bobsToken (read), and no repos.
///
///     fake::Hub hub;
///     hub.addRepo("org/model");
///     hub.commit("org/model", {{"config.json", fake::Content("{}")}});
///     ... a client with hub.endpoint() ...
///     hub.server().fail("GET /blobs/*", {.closeAfter = 1000});
///
/// Any thread may call it.
class Hub {
public:
    static constexpr auto readToken = "hf_aliceMayRead";
    static constexpr auto writeToken = "hf_aliceMayWrite";
    static constexpr auto bobsToken = "hf_bobMayRead";

    Hub();

    [[nodiscard]] HttpServer& server() { return m_server; }
    [[nodiscard]] const HttpServer& server() const { return m_server; }
    [[nodiscard]] QUrl endpoint() const { return m_server.url(Origin::hub); }

    /// Whatever a test wants to see or change, alone with the state.
    void with(const std::function<void(HubState&)>& action);
    void set(const HubSettings& settings);
    [[nodiscard]] HubSettings settings() const;

    /// An empty repo; `change` makes it private, gated ... before anyone sees it.
    void addRepo(const QByteArray& id, const std::function<void(Repo&)>& change = {});
    /// From now on the old id redirects.
    void rename(const QByteArray& from, const QByteArray& to);
    /// Adds or replaces files; LFS or not as the Hub would decide. Returns the commit.
    QByteArray commit(const QByteArray& id, const std::map<QByteArray, Content>& files,
                      const QByteArray& ref = "main");

    /// The commit of a revision; empty if there is none.
    [[nodiscard]] QByteArray head(const QByteArray& id, const QByteArray& revision = "main") const;
    /// What is there now.
    [[nodiscard]] std::optional<File> file(const QByteArray& id, const QByteArray& path,
                                           const QByteArray& revision = "main") const;
    [[nodiscard]] std::vector<QByteArray> paths(const QByteArray& id,
                                                const QByteArray& revision = "main") const;

    /// Requests to the CDN that carried a token or a cookie: must be none.
    [[nodiscard]] std::vector<Request> leaks() const;

private:
    mutable std::mutex m_mutex;
    HubState m_state;
    HttpServer m_server;  ///< last: its thread calls into the others until it ends
};

}  // namespace fake
