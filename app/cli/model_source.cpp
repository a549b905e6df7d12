#include "cli/model_source.hpp"

#include "cli/text.hpp"
#include "hub/hub_environment.hpp"
#include "hub/repo_address.hpp"

#include <quince/hf_cache.hpp>

namespace cli {

using quince::CachedModel;
using quince::Error;
using quince::ErrorCode;
using quince::RepoReference;
using quince::Result;

namespace {

using Located = std::variant<ModelSource, MissingModel>;

std::string joined(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > most) {
        text += " and " + std::to_string(names.size() - most) + " more";
    }
    return text;
}

std::string textOf(const RepoReference& repo) {
    return repo.id + (repo.revision.empty() ? "" : "@" + repo.revision);
}

Error misuse(const std::string& message, const std::filesystem::path& path = {}) {
    return {ErrorCode::invalidArgument, message, path};
}

Error undecided(const CachedModel& model) {
    std::string commits;
    for (const quince::CachedRevision& revision : model.revisions) {
        commits += (commits.empty() ? "" : ", ") + revision.commit.substr(0, 12);
    }
    return misuse(model.repoId + " has several revisions and no ref that names one; say " +
                      model.repoId + "@COMMIT (" + commits + ").",
                  model.root);
}

Error incomplete(const CachedModel& model) {
    const bool busy = model.state == quince::ModelState::downloading;
    return {ErrorCode::notFound,
            model.repoId + " is not complete" +
                (busy ? " (a download seems to be in progress)" : "") +
                (model.missing.empty() ? "" : ": missing " + joined(model.missing)) + ".",
            model.root};
}

bool isWhole(const CachedModel& model) {
    const bool lacksFiles = model.state == quince::ModelState::incomplete ||
                            model.state == quince::ModelState::downloading;
    return !model.folder.empty() && (!lacksFiles || model.hasAllWeights);
}

/// A download that was stopped early has left the small files alone.
bool lacksWeights(const CachedModel& model) {
    return model.state == quince::ModelState::noWeights &&
           model.weights == quince::WeightFormat::none;
}

bool isUsable(const CachedModel& model) {
    return isWhole(model) && !lacksWeights(model);
}

/// Whether it can be any of the revisions: else each is what a download that was stopped has left.
bool hasUsableRevision(const CachedModel& model) {
    for (std::size_t index = 0; index < model.revisions.size(); ++index) {
        if (isUsable(quince::withRevision(model, index))) {
            return true;
        }
    }
    return false;
}

ModelSource sourceOf(const CachedModel& model) {
    ModelSource source;
    source.folder = model.folder;
    source.name = std::string(quince::modelNameOf(model.repoId));
    if (model.kind == quince::ModelKind::cache) {
        source.repo = model.repoId;
        if (model.current) {
            source.revision = model.revisions[*model.current].commit;
        }
    }
    return source;
}

Result<Located> inFolder(const std::filesystem::path& path, const ModelWord& word) {
    if (!word.revision.empty()) {
        return misuse("--revision is for a repo, and " + word.text + " is a folder.", path);
    }
    const Result<CachedModel> model = quince::modelAt(path);
    if (!model) {
        return model.error();
    }
    if (model->state == quince::ModelState::undecided) {
        return undecided(*model);
    }
    return isWhole(*model) ? Result<Located>(sourceOf(*model)) : incomplete(*model);
}

Result<Located> inCache(const RepoReference& repo, const quince::Environment& environment) {
    const std::vector<quince::CacheRoot> roots = quince::cacheRoots(environment, {}, {});
    const Result<CachedModel> found = quince::findRepo(textOf(repo), roots);
    const std::string hint = "; fetch it with `quince-cli download " + textOf(repo) + "`.";
    if (!found && found.error().code == ErrorCode::notFound) {
        Error why = found.error();  // with a path: the repo is there, the revision is not
        if (why.path.empty() && !roots.empty()) {
            why.message = textOf(repo) + " is neither a folder nor a model of the cache in " +
                          pathText(roots.front().folder);
        }
        why.message += hint;
        return Located(MissingModel{repo, std::move(why)});
    }
    if (!found) {
        return found.error();
    }
    if (found->state == quince::ModelState::undecided && hasUsableRevision(*found)) {
        return undecided(*found);
    }
    if (!isUsable(*found)) {
        Error why = incomplete(*found);
        why.message.pop_back();
        why.message += hint;
        return Located(MissingModel{repo, std::move(why)});
    }
    return Located(sourceOf(*found));
}

}  // namespace

Result<RepoReference> repoNamed(const ModelWord& word, const quince::Environment& environment) {
    const auto hub = hub::hubEnvironment(environment);
    if (!hub) {
        return hub.error();
    }
    Result<RepoReference> repo = hub::parseRepoAddress(word.text, hub->endpoint);
    if (!repo) {
        return misuse("There is no folder " + word.text +
                      ", and that is not a model of the Hub, such as org/name.");
    }
    if (!word.revision.empty()) {
        if (!repo->revision.empty() && repo->revision != word.revision) {
            return misuse(word.text + " names the revision " + repo->revision +
                          " and --revision another, " + word.revision + ".");
        }
        repo->revision = word.revision;
    }
    return repo;
}

Result<Located> locateModel(const ModelWord& word, const quince::Environment& environment) {
    const std::filesystem::path path(std::u8string(word.text.begin(), word.text.end()));
    std::error_code failure;
    if (std::filesystem::exists(path, failure)) {
        return inFolder(path, word);
    }
    const Result<RepoReference> repo = repoNamed(word, environment);
    return repo ? inCache(*repo, environment) : Result<Located>(repo.error());
}

Result<ModelSource> findModel(const ModelWord& word, const quince::Environment& environment) {
    Result<Located> located = locateModel(word, environment);
    if (!located) {
        return std::move(located).error();
    }
    if (auto* missing = std::get_if<MissingModel>(&*located)) {
        return std::move(missing->why);
    }
    return std::get<ModelSource>(*std::move(located));
}

}  // namespace cli
