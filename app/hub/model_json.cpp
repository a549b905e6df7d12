#include "hub/model_json.hpp"

#include "hub/json_fields.hpp"

#include <quince/repo_id.hpp>

namespace hub {
namespace {

using quince::Error;
using quince::Result;

Gate gateOf(const QJsonValue& value) {
    if (value.toString() == u"auto") {
        return Gate::automatic;
    }
    const bool isClosed = value.toBool() || value.toString() == u"manual";
    return isClosed ? Gate::manual : Gate::open;
}

std::string licenseOf(const QJsonObject& object, const std::vector<std::string>& tags) {
    const std::string named = textField(object.value(u"cardData").toObject(), u"license");
    if (!named.empty()) {
        return named;
    }
    constexpr std::string_view prefix = "license:";
    for (const std::string& tag : tags) {
        if (tag.starts_with(prefix)) {
            return tag.substr(prefix.size());
        }
    }
    return {};
}

void readParameters(const QJsonObject& safetensors, ModelInfo& model) {
    const QJsonObject counts = safetensors.value(u"parameters").toObject();
    for (auto entry = counts.begin(); entry != counts.end(); ++entry) {
        if (const auto count = countField(counts, entry.key())) {
            model.parameters.emplace(entry.key().toStdString(), *count);
        }
    }
    model.totalParameters = countField(safetensors, u"total");
}

Result<std::vector<RepoFile>> siblingsOf(const QJsonArray& siblings, const QString& host) {
    std::vector<RepoFile> files;
    for (const QJsonValue& sibling : siblings) {
        Result<RepoFile> file = fileFromSibling(sibling.toObject(), host);
        if (!file) {
            return file.error();
        }
        files.push_back(*std::move(file));
    }
    return files;
}

// A file's blob is named by its digest, which therefore must be one.
Result<RepoFile> fileFrom(const QJsonObject& object, QStringView path, const std::string& blobId,
                          const std::string& sha256, const QString& host) {
    const auto size = countField(object, u"size");
    const QJsonObject lfs = object.value(u"lfs").toObject();
    const bool sizesDiffer = lfs.contains(u"size") && countField(lfs, u"size") != size;
    if (!size || sizesDiffer || (!blobId.empty() && !isHex(blobId, 40)) ||
        (!sha256.empty() && !isHex(sha256, 64))) {
        return oddAnswer(host, "a file without a sound size or digest");
    }
    RepoFile file;
    file.path = textField(object, path);
    file.size = *size;
    file.blobId = blobId;
    file.sha256 = sha256;
    return file;
}

}  // namespace

Result<RepoFile> fileFromTree(const QJsonObject& object, const QString& host) {
    return fileFrom(object, u"path", textField(object, u"oid"),
                    textField(object.value(u"lfs").toObject(), u"oid"), host);
}

Result<RepoFile> fileFromSibling(const QJsonObject& object, const QString& host) {
    return fileFrom(object, u"rfilename", textField(object, u"blobId"),
                    textField(object.value(u"lfs").toObject(), u"sha256"), host);
}

Result<ModelInfo> modelFrom(const QJsonObject& object, const QString& host) {
    ModelInfo model;
    model.id = textField(object, u"id");
    model.sha = textField(object, u"sha");
    if (!quince::isValidRepoId(model.id) ||
        (!model.sha.empty() && !quince::isCommitHash(model.sha))) {
        return oddAnswer(host, "a model without a sound id or commit");
    }
    model.isPrivate = object.value(u"private").toBool();
    model.isDisabled = object.value(u"disabled").toBool();
    model.gate = gateOf(object.value(u"gated"));
    readParameters(object.value(u"safetensors").toObject(), model);
    model.usedStorage = countField(object, u"usedStorage");
    model.tags = textsField(object, u"tags");
    model.pipelineTag = textField(object, u"pipeline_tag");
    model.libraryName = textField(object, u"library_name");
    model.license = licenseOf(object, model.tags);
    const QJsonObject config = object.value(u"config").toObject();
    model.architectures = textsField(config, u"architectures");
    model.modelType = textField(config, u"model_type");
    model.downloads = countField(object, u"downloads");
    model.likes = countField(object, u"likes");
    model.lastModified = textField(object, u"lastModified");
    const QJsonArray siblings = object.value(u"siblings").toArray();
    if (!siblings.isEmpty() && siblings.first().toObject().contains(u"size")) {
        Result<std::vector<RepoFile>> files = siblingsOf(siblings, host);
        if (!files) {
            return files.error();
        }
        model.files = *std::move(files);
    }
    return model;
}

}  // namespace hub
