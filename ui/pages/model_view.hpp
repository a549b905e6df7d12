#pragma once

#include "ui/pages/destination_view.hpp"
#include "ui/pages/footprint_view.hpp"
#include "ui/pages/notice_view.hpp"

#include <quince/recipe.hpp>

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// Which picture the model page shows.
enum class ModelPicture {
    nothingChosen,
    inspecting,
    ready,   ///< recipe, footprint and destination
    failed,  ///< cannot be opened: `message`, `details`
};

/// A way out of a failure, as a button.
struct ModelAction {
    QString id;  ///< comes back with noticeActionRequested
    QString text;
};

/// The chosen model.
struct ModelView {
    ModelPicture picture = ModelPicture::nothingChosen;
    QString title;      ///< "Qwen3-8B"
    QStringList facts;  ///< "Qwen/Qwen3-8B", "8.2B parameters", "399 tensors in 5 files", ...
    QString folder;     ///< tool tip of the title
    QString message;    ///< failed: one sentence; nothingChosen: instead of the usual one
    QString details;
    QList<ModelAction> actions;  ///< failed: what can be done about it, at most two
};

/// One downloaded revision of a model.
struct RevisionChoice {
    QString id;     ///< its commit
    QString words;  ///< "main · 1a2b3c4d · 16.4 GB"

    friend bool operator==(const RevisionChoice&, const RevisionChoice&) = default;
};

struct RevisionsView {
    QList<RevisionChoice> choices;
    int current = -1;
};

/// What the recipe controls may offer for this model.
struct RecipeOptions {
    QString sourceDtype;      ///< "bfloat16": shown at "As in the model"
    quint64 sourceBytes = 0;  ///< of its weights; 0: not known
    bool canQuantize = true;  ///< false: only the cast of what is there
    QString whyNot;           ///< shown when it cannot
    /// Weights that the source holds quantized can be decoded, and quantized anew.
    bool canDequantize = false;
    QStringList modulePaths;  ///< completion for layer patterns, short forms first
    QStringList ruleNotes;    ///< the model's own rules: "Routers stay at 8 bits"
    /// What becomes of the vision part when the person says nothing; absent: there is no choice.
    std::optional<quince::VisionChoice> usualVision;
};

/// The primary button.
struct ConvertView {
    bool enabled = false;
    QString reason{};             ///< beside the button when it is disabled
    QString summary{};            ///< beside it when enabled: "16.4 GB to 4.6 GB, into LM Studio"
    bool offersReplace = false;   ///< beside it when that is all that is missing
    QString verb{};               ///< on the button; empty: "Convert to MLX"
    bool offersDownload = false;  ///< a second button that only downloads
    bool downloadEnabled = false;

    friend bool operator==(const ConvertView&, const ConvertView&) = default;
};

}  // namespace ui
