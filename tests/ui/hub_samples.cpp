#include "ui/hub_samples.hpp"

#include "ui/main_window.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/hub_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/samples.hpp"

namespace ui {

using quince::ConversionState;

QList<HubRow> sampleHubRows() {
    const auto row = [](const char* owner, const char* name, quint64 downloads, quint64 likes,
                        const char* architecture, quint64 parameters, const char* licence) {
        HubRow r;
        r.owner = QString::fromUtf8(owner);
        r.name = QString::fromUtf8(name);
        r.id = r.owner + QLatin1Char('/') + r.name;
        r.downloads = downloads;
        r.likes = likes;
        r.updated = QStringLiteral("26 Jul 2025");
        r.architecture = QString::fromUtf8(architecture);
        r.parameters = parameters;
        r.dtype = QStringLiteral("BF16");
        r.licence = QString::fromUtf8(licence);
        return r;
    };
    QList<HubRow> rows{
        row("Qwen", "Qwen3-8B", 4'812'331, 812, "qwen3", 8'190'735'360, "apache-2.0"),
        row("meta-llama", "Llama-3.1-8B-Instruct", 6'120'544, 5'210, "llama", 8'030'261'248,
            "llama3.1"),
        row("mlx-community", "Qwen3-8B-4bit", 48'220, 31, "qwen3", 0, "apache-2.0"),
        row("mistralai", "Mistral-7B-Instruct-v0.3", 1'220'871, 2'001, "mistral", 7'248'023'552,
            "apache-2.0"),
        row("stabilityai", "stable-diffusion-xl-base-1.0", 2'410'092, 6'833, "", 0, "openrail++"),
        row("allenai", "OLMo-2-1124-13B-Instruct", 91'802, 210, "olmo2", 13'716'198'400,
            "apache-2.0"),
        row("kim", "Qwen3-8B-tuned", 12, 0, "qwen3", 8'190'735'360, ""),
    };
    rows[0].onDisk = OnDisk::whole;
    rows[1].isGated = true;
    rows[2].state = RowState::alreadyMlx;
    rows[2].dtype = QStringLiteral("4-bit");
    rows[3].onDisk = OnDisk::partly;
    rows[4].state = RowState::unsupported;
    rows[4].reason = QStringLiteral("no config.json with a model type");
    rows[6].isPrivate = true;
    return rows;
}

JobView sampleDownload(ConversionState state) {
    JobView job = sampleJob(state);
    job.id += QStringLiteral("-download");
    job.recipe = QStringLiteral("download, then 4-bit, group 64");
    job.bytesDone = 6'210'000'000;
    job.bytesTotal = 16'381'516'776;
    if (state == ConversionState::downloading) {
        job.bytesPerSecond = 48e6;
        job.secondsLeft = 212;
    }
    if (state == ConversionState::stopped) {
        job.isPaused = true;
        job.canResume = true;
    }
    if (state == ConversionState::failed) {
        job.headline = QStringLiteral(
            "Hugging Face cannot be reached. Check the connection, then "
            "resume.");
        job.details = QStringLiteral("model-00003-of-00005.safetensors: the connection was lost");
    }
    if (state == ConversionState::succeeded) {
        job.title = QStringLiteral("Qwen3-8B");
        job.recipe = QStringLiteral("download");
        job.onlyDownloads = true;
        job.inLmStudio = false;
        job.resultBytes = job.bytesTotal;
        job.bitsPerWeight = 0;
        job.seconds = 341;
        job.errorWords.clear();
        job.layerErrors.clear();
        job.commands.clear();
    }
    return job;
}

AccountView sampleAccount() {
    AccountView view;
    view.state = AccountState::signedIn;
    view.name = QStringLiteral("kim");
    view.source = QStringLiteral("the keychain");
    view.canSignOut = true;
    return view;
}

PublishChoice samplePublishChoice() {
    PublishChoice choice;
    choice.owner = QStringLiteral("kim");
    choice.name = QStringLiteral("Qwen3-8B-MLX-4bit");
    choice.card = QStringLiteral(
        "---\nlicense: apache-2.0\nlibrary_name: mlx\nbase_model: Qwen/Qwen3-8B\n"
        "base_model_relation: quantized\npipeline_tag: text-generation\ntags:\n- mlx\n---\n\n"
        "# Qwen3-8B-MLX-4bit\n\nThis is Qwen/Qwen3-8B, converted to MLX with Quince.\n");
    return choice;
}

PublishView samplePublish(ConversionState state) {
    PublishView view;
    view.account = sampleAccount();
    view.owners = {QStringLiteral("kim"), QStringLiteral("quince-models")};
    view.bytes = 4'631'000'000;
    view.files = 12;
    view.state = state;
    if (state == ConversionState::publishing) {
        view.done = 1'900'000'000;
        view.total = view.bytes;
        view.bytesPerSecond = 22e6;
        view.secondsLeft = 124;
    }
    if (state == ConversionState::failed) {
        view.words = QStringLiteral(
            "Hugging Face cannot be reached. Check the connection, then "
            "try again; what was sent is not sent twice.");
        view.details = QStringLiteral("model-00001-of-00002.safetensors: the connection was lost");
    }
    if (state == ConversionState::succeeded) {
        view.words = QStringLiteral("Published, seen only by you.");
        view.link = QStringLiteral("https://huggingface.co/kim/Qwen3-8B-MLX-4bit");
    }
    return view;
}

void fillHub(MainWindow& window) {
    fillWindow(window);
    window.finder().setSide(Finder::Side::hub);
    HubPage& page = window.hubPage();
    page.setText(QStringLiteral("8B"));
    page.setView({HubPicture::list, {}, {}, HubMore::none, {}});
    page.setRows(sampleHubRows());
    page.select(QStringLiteral("meta-llama/Llama-3.1-8B-Instruct"));
    ModelView model = sampleModel();
    model.title = QStringLiteral("Llama-3.1-8B-Instruct");
    model.facts = {QStringLiteral("meta-llama/Llama-3.1-8B-Instruct"),
                   QStringLiteral("llama"),
                   QStringLiteral("8.0B parameters"),
                   QStringLiteral("bfloat16"),
                   QStringLiteral("291 tensors in 4 files"),
                   QStringLiteral("16.1 GB to download"),
                   QStringLiteral("licence llama3.1")};
    window.modelPage().setModel(model);
    ConvertView convert;
    convert.enabled = true;
    convert.verb = QStringLiteral("Download and convert");
    convert.offersDownload = true;
    convert.downloadEnabled = true;
    convert.summary = QStringLiteral("16.1 GB to download, 4.5 GB after");
    window.modelPage().setConvert(convert);
}

}  // namespace ui
