#include "ui/samples.hpp"

#include "ui/main_window.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/text/format.hpp"

#include <cmath>

namespace ui {

using quince::ConversionState;
using quince::Fit;

QList<LibraryRow> sampleRows() {
    const auto row = [](const char* owner, const char* name, const char* architecture,
                        const char* dtype, quint64 parameters, quint64 bytes, RowState state,
                        const char* reason = "") {
        LibraryRow r;
        r.owner = QString::fromUtf8(owner);
        r.name = QString::fromUtf8(name);
        r.id = r.owner + QLatin1Char('/') + r.name;
        r.folder = QStringLiteral("/home/kim/.cache/huggingface/hub/") + r.id;
        r.architecture = QString::fromUtf8(architecture);
        r.dtype = QString::fromUtf8(dtype);
        r.parameters = parameters;
        r.bytes = bytes;
        r.state = state;
        r.reason = QString::fromUtf8(reason);
        return r;
    };
    return {
        row("Qwen", "Qwen3-8B", "qwen3", "bfloat16", 8'190'735'360, 16'381'516'776,
            RowState::ready),
        row("meta-llama", "Llama-3.2-3B-Instruct", "llama", "bfloat16", 3'212'749'824,
            6'425'529'112, RowState::ready),
        row("mistralai", "Mistral-7B-v0.3", "mistral", "bfloat16", 7'248'023'552, 14'496'078'512,
            RowState::ready),
        row("mlx-community", "gemma-2-9b-it-4bit", "gemma2", "4-bit", 0, 5'216'000'000,
            RowState::alreadyMlx),
        row("allenai", "OLMo-2-1124-13B-Instruct", "olmo2", "bfloat16", 13'716'198'400,
            27'432'437'760, RowState::ready),
        row("microsoft", "Phi-4-mini-instruct", "phi3", "bfloat16", 0, 4'100'000'000,
            RowState::incomplete, "1 of 2 shards is missing"),
        row("stabilityai", "stable-diffusion-xl-base-1.0", "", "", 0, 6'938'078'334,
            RowState::unsupported, "no config.json with a model type"),
    };
}

ModelView sampleModel() {
    ModelView view;
    view.picture = ModelPicture::ready;
    view.title = QStringLiteral("Qwen3-8B");
    view.facts = {QStringLiteral("Qwen/Qwen3-8B"),          QStringLiteral("qwen3"),
                  QStringLiteral("8.2B parameters"),        QStringLiteral("bfloat16"),
                  QStringLiteral("399 tensors in 5 files"), QStringLiteral("16.4 GB")};
    view.folder = QStringLiteral("/home/kim/.cache/huggingface/hub/models--Qwen--Qwen3-8B");
    return view;
}

RecipeOptions sampleOptions() {
    RecipeOptions options;
    options.sourceDtype = QStringLiteral("bfloat16");
    options.sourceBytes = 16'381'470'720;
    options.modulePaths = {QStringLiteral("mlp.down_proj"), QStringLiteral("self_attn.v_proj")};
    return options;
}

quince::Recipe sampleRecipe() {
    quince::Recipe recipe;
    recipe.quantize = true;
    recipe.bits = 4;
    return recipe;
}

FootprintView sampleFootprint() {
    FootprintView view;
    view.bytesNow = 16'381'470'720;
    view.nowWord = QStringLiteral("bfloat16");
    view.after.weights.quantized = 4'095'119'360;
    view.after.weights.scales = 511'889'920;
    view.after.weights.kept = 617'472;
    view.after.weights.byPart = {
        350'000'000, 869'000'000, 3'038'000'000, 0, 0, 617'472, 350'009'280, 0, 0};
    view.after.cache = 1'207'959'552;
    view.after.working = 700'000'000;
    view.after.contextLength = 8192;
    view.bits = 4;
    view.keptWord = QStringLiteral("bfloat16");
    view.bitsPerWeight = 4.5;
    view.maxContext = 40960;
    for (const quint64 ram : {8, 16, 18, 24, 32, 36, 48, 64, 96, 128, 192, 256, 512}) {
        MacFit mac;
        mac.ramBytes = ram << 30;
        mac.gpuLimitBytes = mac.ramBytes / 4 * 3;
        mac.fit = ram < 10 ? Fit::no : ram == 16 ? Fit::tight : Fit::comfortable;
        mac.isThisMac = ram == 32;
        view.macs.append(mac);
    }
    return view;
}

Destination sampleDestination() {
    return {DestinationKind::lmStudio,
            QStringLiteral("quince"),
            QStringLiteral("Qwen3-8B-MLX-4bit"),
            {},
            false};
}

DestinationView sampleDestinationView() {
    DestinationView view;
    view.modelsFolder = QStringLiteral("/home/kim/.lmstudio/models");
    view.path = view.modelsFolder + QStringLiteral("/quince/Qwen3-8B-MLX-4bit");
    view.bytesNeeded = 4'620'000'000;
    view.bytesFreeAfter = 212'400'000'000;
    return view;
}

JobView sampleJob(ConversionState state) {
    JobView job;
    job.id = QStringLiteral("job-%1").arg(static_cast<int>(state));
    job.title = QStringLiteral("Qwen3-8B-MLX-4bit");
    job.recipe = QStringLiteral("4-bit, group 64");
    job.folder = QStringLiteral("/home/kim/.lmstudio/models/quince/Qwen3-8B-MLX-4bit");
    job.state = state;
    job.bytesDone = 2'034'123'776;
    job.bytesTotal = 4'607'626'752;
    job.shardsTotal = 1;
    if (isRunning(job)) {
        job.bytesPerSecond = 610e6;
        job.secondsLeft = 4.2;
    }
    if (state == ConversionState::failed) {
        job.headline = QStringLiteral("The disk is full.");
        job.details = QStringLiteral(
            "write model.safetensors: no space left on device at byte 2,034,123,776 of "
            "4,607,626,752");
        job.canResume = true;
    }
    job.canResume = job.canResume || state == ConversionState::stopped;
    if (state == ConversionState::succeeded) {
        job.resultBytes = 4'619'111'222;
        job.seconds = 27;
        job.bitsPerWeight = 4.5;
        job.errorWords = QStringLiteral(
            "Error of the weights: 9.1 % (signal to noise 20.8 dB). The error of each tensor "
            "stands in quince-quality.json.");
        const auto add = [&job](const QString& name, double error) {
            job.layerErrors.append(
                {name, error, QStringLiteral("%1: error %2").arg(name, formatPercent(error))});
        };
        add(QStringLiteral("Embeddings"), 0.086);
        for (int i = 0; i < 36; ++i) {
            add(QStringLiteral("Layer %1").arg(i),
                0.089 + 0.006 * std::sin(0.7 * i) + (i == 2 ? 0.02 : 0));
        }
        add(QStringLiteral("Output head"), 0.079);
        job.commands = {
            {QStringLiteral("Chat"),
             QStringLiteral("mlx_lm.chat --model ~/.lmstudio/models/quince/Qwen3-8B-MLX-4bit")},
            {QStringLiteral("Generate"),
             QStringLiteral("mlx_lm.generate --model ~/.lmstudio/models/quince/Qwen3-8B-MLX-4bit "
                            "--prompt \"Hello\"")},
            {QStringLiteral("Serve"),
             QStringLiteral("mlx_lm.server --model ~/.lmstudio/models/quince/Qwen3-8B-MLX-4bit")},
        };
    }
    return job;
}

QualityView sampleQuality() {
    QualityView view;
    view.picture = QualityPicture::ready;
    const auto add = [&view](const char* name, double gigabytes, double error, bool onCurve) {
        const QString size = QStringLiteral("%1 GB").arg(gigabytes, 0, 'f', 1);
        const QString words = QStringLiteral("%1, group 64: %2, error %3, signal to noise %4 dB")
                                  .arg(QLatin1String(name), size, formatPercent(error))
                                  .arg(-20 * std::log10(error), 0, 'f', 1);
        view.points.append({QLatin1String(name), words, size, quint64(gigabytes * 1e9), error,
                            gigabytes == 4.6, onCurve});
    };
    add("2-bit", 2.6, 0.394, true);
    add("3-bit", 3.6, 0.191, true);
    add("mxfp4", 4.3, 0.105, false);
    add("4-bit", 4.6, 0.0909, true);
    add("nvfp4", 4.7, 0.081, false);
    add("5-bit", 5.6, 0.0443, true);
    add("6-bit", 6.7, 0.0221, true);
    add("8-bit", 8.7, 0.0068, true);
    return view;
}

quince::Budget sampleBudget() {
    quince::Budget budget;
    budget.bytes = 4'600'000'000;
    return budget;
}

TargetView sampleTarget() {
    TargetView view;
    view.picture = TargetPicture::ready;
    view.words = QStringLiteral(
        "4.6 GB, 4.50 bits per weight. Expected damage 31 % less than with 4-bit, group 64 "
        "throughout (4.6 GB).");
    const auto add = [&view](const QString& name, double bits, const char* names) {
        view.layers.append({name, bits,
                            QStringLiteral("%1: %2 bits per weight (%3)")
                                .arg(name)
                                .arg(bits, 0, 'f', 2)
                                .arg(QLatin1String(names))});
    };
    add(QStringLiteral("Embeddings"), 5.5, "5-bit: embed_tokens");
    for (int i = 0; i < 36; ++i) {
        const bool outer = i < 4 || i >= 32;
        add(QStringLiteral("Layer %1").arg(i), (outer ? 4.9 : 4.2) + 0.2 * std::sin(1.3 * i),
            "4-bit: q_proj, k_proj, o_proj, gate_proj, up_proj; 5-bit: v_proj, down_proj");
    }
    add(QStringLiteral("Output head"), 6.5, "6-bit: lm_head");
    return view;
}

AlsoView sampleAlso() {
    AlsoView view;
    const auto add = [&view](const char* id, const char* words, double gigabytes, bool chosen) {
        view.choices.append({QLatin1String(id), QLatin1String(words),
                             QStringLiteral("Qwen3-8B-MLX-%1").arg(QLatin1String(id)),
                             quint64(gigabytes * 1e9), chosen});
    };
    add("5bit", "5-bit", 5.6, false);
    add("6bit", "6-bit", 6.7, false);
    add("8bit", "8-bit", 8.7, true);
    add("mxfp4", "MXFP4", 4.3, false);
    add("bf16", "bfloat16", 16.4, true);
    view.summary = QStringLiteral("2 models more, 25.1 GB together; the source is read only once.");
    return view;
}

void fillWindow(MainWindow& window) {
    LibraryView library;
    library.picture = LibraryPicture::list;
    window.libraryPage().setView(library);
    window.libraryPage().setRows(sampleRows());
    window.libraryPage().select(QStringLiteral("Qwen/Qwen3-8B"));
    ModelPage& page = window.modelPage();
    page.setModel(sampleModel());
    page.setRecipe(sampleRecipe(), sampleOptions());
    const FootprintView footprint = sampleFootprint();
    page.setFootprint(&footprint);
    page.setQuality(sampleQuality());
    page.setAlso(sampleAlso());
    page.setDestination(sampleDestination(), sampleDestinationView());
    page.setConvert({true, {}, QStringLiteral("16.4 GB to 4.6 GB, into LM Studio")});
    window.setConvertEnabled(true);
}

}  // namespace ui
