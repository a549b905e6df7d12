#pragma once

#include "hub/http_client.hpp"
#include "hub/hub_environment.hpp"
#include "hub/hub_error.hpp"
#include "hub/hub_urls.hpp"
#include "hub/model_info.hpp"
#include "hub/retry.hpp"
#include "hub/token.hpp"
#include "hub/upload_types.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QJsonDocument>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

/// The calls of the Hub, each blocking until its answer is there, with retries. An object belongs
/// to the thread that made it (see HttpClient); the waiter may be shared and outlives it.
///
/// Errors of all, besides those of HttpClient, in words for a person: notFound (no such repo,
/// revision or file, or it is private), gated, unauthorized, rateLimited, invalidArgument (the id
/// or path is none, or the server refuses the request), untrusted (the answer is not one of the
/// Hub).
class HubApi {
public:
    HubApi(HubEnvironment environment, Token token, Waiter& waiter, RetryOptions retry = {});

    [[nodiscard]] const HubEnvironment& environment() const { return m_environment; }
    [[nodiscard]] const Token& token() const { return m_token; }
    [[nodiscard]] HttpClient& client() { return m_client; }
    [[nodiscard]] Retry& retry() { return m_retry; }

    /// Whose token it is. Strictly rate limited: keep the answer.
    quince::Result<Account> whoAmI(const quince::StopToken& stop);

    /// An empty revision is the default branch. `withFiles` also asks for RepoFile of each file.
    enum class Files { leave, list };
    quince::Result<ModelInfo> modelInfo(const std::string& id, const std::string& revision,
                                        const quince::StopToken& stop, Files files = Files::leave);

    /// All files at a commit, sorted by path, none of them outside of the repo's folder. Whoever
    /// stores some of them asks checkListing (repo_listing.hpp) about those: that other files have
    /// names which some systems cannot store is no reason to do without a model.
    quince::Result<std::vector<RepoFile>> listFiles(const std::string& id,
                                                    const std::string& commit,
                                                    const quince::StopToken& stop);

    quince::Result<SearchPage> search(const SearchQuery& query, const quince::StopToken& stop);
    quince::Result<SearchPage> searchMore(const QUrl& next, const quince::StopToken& stop);

    quince::Result<FileMetadata> fileMetadata(const std::string& id, const std::string& revision,
                                              const std::string& path,
                                              const quince::StopToken& stop);

    /// `id` is namespace/name. One that exists is no error; see CreatedRepo. Who may see that one
    /// is for the caller to look at.
    quince::Result<CreatedRepo> createRepo(const std::string& id, Visibility visibility,
                                           const quince::StopToken& stop);

    /// What the Hub thinks of a README.md.
    quince::Result<CardVerdict> validateCard(const std::string& text,
                                             const quince::StopToken& stop);

    /// For each file, in their order, how it is to be sent. Any number of files.
    quince::Result<std::vector<UploadChoice>> preupload(const std::string& id,
                                                        const std::string& revision,
                                                        const std::vector<UploadFile>& files,
                                                        const quince::StopToken& stop);

    /// Where to send LFS objects. Any number of them, in calls of at most 256.
    quince::Result<LfsBatch> lfsBatch(const std::string& id, const std::string& revision,
                                      const std::vector<LfsObject>& objects,
                                      const quince::StopToken& stop);

    /// One commit. After an error `network` it is not known whether it was made: look before trying
    /// again. Errors, besides: mismatch: the branch is not at request.parent any more.
    quince::Result<CommitDone> commit(const std::string& id, const std::string& revision,
                                      const CommitRequest& request, const quince::StopToken& stop);

private:
    struct JsonAnswer {
        HttpAnswer answer;
        QJsonDocument json;
    };

    [[nodiscard]] HttpRequest requestTo(const QUrl& url) const;
    [[nodiscard]] Asked askedFor(const std::string& id, const std::string& revision = {},
                                 const std::string& path = {}) const;
    [[nodiscard]] bool isBare(const std::string& id, const quince::StopToken& stop);
    quince::Result<HttpAnswer> exchange(const HttpRequest& request, const quince::StopToken& stop,
                                        Repeat repeat = Repeat::freely);
    quince::Result<JsonAnswer> getJson(const QUrl& url, const Asked& asked,
                                       const quince::StopToken& stop);
    quince::Result<JsonAnswer> postJson(const QUrl& url, const QJsonDocument& body,
                                        const Asked& asked, const quince::StopToken& stop);
    quince::Result<std::optional<QUrl>> pageAfter(const HttpAnswer& answer) const;
    quince::Result<std::vector<RepoFile>> listAllPages(const std::string& id,
                                                       const std::string& commit,
                                                       const quince::StopToken& stop);
    quince::Status appendFiles(const JsonAnswer& page, std::vector<RepoFile>& files) const;
    quince::Status preuploadSome(const QUrl& url, const std::string& id,
                                 std::span<const UploadFile> files,
                                 std::vector<UploadChoice>& choices, const quince::StopToken& stop);
    quince::Status batchSome(const QUrl& url, const std::string& id, const std::string& revision,
                             std::span<const LfsObject> objects, LfsBatch& batch,
                             const quince::StopToken& stop);

    HubEnvironment m_environment;
    Token m_token;
    Waiter& m_waiter;
    HttpClient m_client;
    Retry m_retry;
};

}  // namespace hub
