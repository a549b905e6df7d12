#include "hub/hub_api.hpp"
#include "hub/json_fields.hpp"
#include "hub/model_json.hpp"
#include "hub/repo_listing.hpp"

#include <quince/repo_id.hpp>

#include <QSet>

#include <algorithm>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr int mostPages = 1000;
constexpr std::size_t mostFiles = 200'000;  // the Hub advises to stay below 100 000

Status checkId(const std::string& id) {
    if (quince::isValidRepoId(id)) {
        return {};
    }
    return Error{ErrorCode::invalidArgument,
                 "This is not the name of a model: " + id + ". It should look like org/name.",
                 {}};
}

}  // namespace

Result<ModelInfo> HubApi::modelInfo(const std::string& id, const std::string& revision,
                                    const quince::StopToken& stop, Files files) {
    if (Status valid = checkId(id); !valid) {
        return valid.error();
    }
    QByteArray target = "/api/models/" + escapedPath(id);
    if (!revision.empty()) {
        target += "/revision/" + escaped(revision);
    }
    const Query query = files == Files::list ? Query{{"blobs", "true"}} : Query{};
    const auto answer =
        getJson(hubUrl(m_environment.endpoint, target, query), askedFor(id, revision), stop);
    if (!answer) {
        return answer.error();
    }
    Result<ModelInfo> model = modelFrom(answer->json.object(), answer->answer.url.host());
    if (model && model->sha.empty()) {
        return oddAnswer(answer->answer.url.host(), "a model without a commit");
    }
    return model;
}

Status HubApi::appendFiles(const JsonAnswer& page, std::vector<RepoFile>& files) const {
    const QString host = page.answer.url.host();
    if (!page.json.isArray()) {
        return oddAnswer(host, "a listing that is no list");
    }
    for (const QJsonValue& entry : page.json.array()) {
        const QJsonObject object = entry.toObject();
        if (textField(object, u"type") == "directory") {
            continue;
        }
        Result<RepoFile> file = fileFromTree(object, host);
        if (!file) {
            return file.error();
        }
        files.push_back(*std::move(file));
    }
    if (files.size() > mostFiles) {
        return oddAnswer(host, "a repo of more than 200000 files");
    }
    return {};
}

Result<std::vector<RepoFile>> HubApi::listAllPages(const std::string& id, const std::string& commit,
                                                   const quince::StopToken& stop) {
    const QByteArray target = "/api/models/" + escapedPath(id) + "/tree/" + escaped(commit);
    std::optional<QUrl> next =
        hubUrl(m_environment.endpoint, target, {{"recursive", "true"}, {"expand", "false"}});
    std::vector<RepoFile> files;
    QSet<QUrl> seen;
    while (next) {
        seen.insert(*next);
        const auto page = getJson(*next, askedFor(id, commit), stop);
        if (!page) {
            return page.error();
        }
        if (Status appended = appendFiles(*page, files); !appended) {
            return appended.error();
        }
        Result<std::optional<QUrl>> after = pageAfter(page->answer);
        if (!after) {
            return after.error();
        }
        next = *after;
        if (next && (seen.contains(*next) || seen.size() >= mostPages)) {
            return oddAnswer(page->answer.url.host(), "a listing that does not end");
        }
    }
    return files;
}

Result<std::vector<RepoFile>> HubApi::listFiles(const std::string& id, const std::string& commit,
                                                const quince::StopToken& stop) {
    if (Status valid = checkId(id); !valid) {
        return valid.error();
    }
    Result<std::vector<RepoFile>> files = listAllPages(id, commit, stop);
    if (!files && files.error().code == ErrorCode::notFound) {
        // Some servers of the Hub's kind know no trees, but do list a model's files with the rest.
        if (Result<ModelInfo> model = modelInfo(id, commit, stop, Files::list);
            model && model->files) {
            files = *std::move(model->files);
        }
    }
    if (!files) {
        return files;
    }
    for (const RepoFile& file : *files) {
        if (Status safe = checkPath(file, id); !safe) {
            return safe.error();
        }
    }
    std::sort(files->begin(), files->end(),
              [](const RepoFile& a, const RepoFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace hub
