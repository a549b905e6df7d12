#include "desktop/library_rows.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <quince/repo_id.hpp>

#include <QCoreApplication>
#include <QStringList>

namespace app {

using quince::CachedModel;
using quince::ModelState;

namespace {

QString tr(const char* text, int count = -1) {
    return QCoreApplication::translate("Library", text, nullptr, count);
}

QString missingWords(const CachedModel& model) {
    if (model.missing.empty()) {
        return tr("files are missing");
    }
    if (model.missing.size() == 1) {
        return tr("%1 is missing").arg(toQt(model.missing.front()));
    }
    return tr("%1 and %2 more files are missing")
        .arg(toQt(model.missing.front()))
        .arg(model.missing.size() - 1);
}

QString weightWords(quince::WeightFormat weights) {
    switch (weights) {
        case quince::WeightFormat::pytorch:
            return tr("PyTorch weights (.bin), not safetensors");
        case quince::WeightFormat::gguf:
            return tr("GGUF weights, not safetensors");
        default:
            return tr("no safetensors weights");
    }
}

/// A download that was stopped early has left the small files alone.
bool lacksWeights(const LibraryEntry& entry) {
    return entry.model.kind == quince::ModelKind::cache &&
           entry.model.state == ModelState::noWeights &&
           entry.model.weights == quince::WeightFormat::none;
}

void judge(const LibraryEntry& entry, ui::LibraryRow& row) {
    const CachedModel& model = entry.model;
    const auto set = [&row](ui::RowState state, const QString& reason) {
        row.state = state;
        row.reason = reason;
    };
    switch (model.state) {
        case ModelState::noWeights:
            if (lacksWeights(entry)) {
                return set(ui::RowState::incomplete, tr("the weights are missing"));
            }
            return set(ui::RowState::unsupported, weightWords(model.weights));
        case ModelState::absent:
            return set(ui::RowState::incomplete, tr("nothing was downloaded"));
        case ModelState::undecided:
            return set(ui::RowState::incomplete, tr("several revisions, and none is the main one"));
        case ModelState::downloading:
            return set(ui::RowState::incomplete, tr("a download is in progress"));
        case ModelState::incomplete:
            if (!model.hasAllWeights) {
                return set(ui::RowState::incomplete, missingWords(model));
            }
            break;
        case ModelState::complete:
            break;
    }
    if (!entry.summary) {
        return set(model.config.isMlx ? ui::RowState::alreadyMlx : ui::RowState::inspecting, {});
    }
    if (!entry.summary->whyNot.isEmpty()) {
        return set(ui::RowState::unsupported, entry.summary->whyNot);
    }
    set(entry.summary->isMlx ? ui::RowState::alreadyMlx : ui::RowState::ready, {});
}

}  // namespace

ui::LibraryRow rowOf(const LibraryEntry& entry) {
    const CachedModel& model = entry.model;
    ui::LibraryRow row;
    row.id = entry.id;
    if (model.kind == quince::ModelKind::cache) {
        row.name = toQt(quince::modelNameOf(model.repoId));
        row.owner = toQt(quince::orgOf(model.repoId));
    } else {
        row.name = toQt(model.repoId);
        row.owner = toQt(model.root.parent_path().filename());
    }
    row.folder = toQt(model.folder.empty() ? model.root : model.folder);
    row.architecture = toQt(model.config.modelType);
    row.dtype =
        toQt(model.config.quantMethod.empty() ? model.config.dtype : model.config.quantMethod);
    if (entry.summary) {
        row.architecture = entry.summary->architecture;
        row.parameters = entry.summary->parameters;
        if (model.config.quantMethod.empty()) {
            row.dtype = entry.summary->dtype;
        }
    }
    if (model.config.isMlx) {  // packed: what is counted in the files is not what is meant
        row.parameters = 0;
        row.dtype = model.config.mlxBits > 0 ? tr("%1-bit").arg(model.config.mlxBits) : QString();
    }
    row.bytes = model.bytes;
    row.removable = entry.added;
    judge(entry, row);
    return row;
}

ui::RevisionsView revisionsOf(const LibraryEntry& entry) {
    constexpr std::size_t shortCommit = 8;
    ui::RevisionsView view;
    for (const quince::CachedRevision& revision : entry.model.revisions) {
        QStringList words;
        for (const std::string& ref : revision.refs) {
            words.append(toQt(ref));
        }
        words.append(toQt(revision.commit.substr(0, shortCommit)));
        words.append(ui::formatBytes(revision.bytes));
        view.choices.append({toQt(revision.commit), words.join(QStringLiteral(" · "))});
    }
    if (entry.model.current) {
        view.current = static_cast<int>(*entry.model.current);
    }
    return view;
}

bool canBeCompleted(const LibraryEntry& entry) {
    const ModelState state = entry.model.state;
    return entry.model.kind == quince::ModelKind::cache && !entry.model.hasAllWeights &&
           (state == ModelState::incomplete || state == ModelState::absent ||
            state == ModelState::downloading || lacksWeights(entry));
}

bool canBeInspected(const LibraryEntry& entry) {
    return !entry.model.folder.empty() &&
           (entry.model.state == ModelState::complete || entry.model.hasAllWeights);
}

}  // namespace app
