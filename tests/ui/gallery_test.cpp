#include "ui/hub_samples.hpp"
#include "ui/main_window.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/evaluate_dialog.hpp"
#include "ui/pages/hub_page.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/settings_dialog.hpp"
#include "ui/samples.hpp"
#include "ui/theme/theme.hpp"
#include "ui/widgets/disclosure.hpp"
#include "ui/widgets/drop_area.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QMenu>
#include <QMenuBar>
#include <QTest>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::ConversionState;

/// Pictures of every state, for a person to look at.
class Gallery : public ::testing::TestWithParam<Scheme> {
protected:
    void SetUp() override {
        m_before = QApplication::font();
        if (QFontDatabase::families().contains(QStringLiteral("Inter"))) {
            QApplication::setFont(QFont(QStringLiteral("Inter"), 10));
        }
        m_theme.setScheme(GetParam());
        QDir().mkpath(QStringLiteral(QUINCE_GALLERY));
    }

    void TearDown() override { QApplication::setFont(m_before); }

    void keep(QWidget& widget, const char* name) {
        widget.show();
        QTest::qWait(20);
        const char* scheme = GetParam() == Scheme::dark ? "dark" : "light";
        const QString file = QStringLiteral(QUINCE_GALLERY "/%1-%2.png")
                                 .arg(QLatin1String(name), QLatin1String(scheme));
        EXPECT_TRUE(widget.grab().save(file));
    }

private:
    Theme m_theme{*qApp};
    QFont m_before;
};

TEST_P(Gallery, ShowsASizeToFit) {
    MainWindow window;
    fillWindow(window);
    ModelPage& page = window.modelPage();
    page.setRecipe(sampleRecipe(), sampleOptions(), sampleBudget());
    page.setTarget(sampleTarget());
    keep(window, "target");
    page.setTarget({TargetPicture::looking, 42, 100, {}, {}});
    page.setFootprint(nullptr);
    page.setConvert({false, QStringLiteral("The bits of each layer are being chosen."), {}});
    keep(window, "target-looking");
    page.setTarget({TargetPicture::stopped, 0, 0, {}, {}});
    keep(window, "target-stopped");
    page.setTarget({TargetPicture::failed,
                    0,
                    0,
                    QStringLiteral("1.20 GB is too small: the smallest result of this model takes "
                                   "2.43 GB."),
                    {}});
    keep(window, "target-failed");
    quince::Budget mac;
    mac.mac = quince::Budget::Mac{quint64{16} << 30};
    page.setRecipe(sampleRecipe(), sampleOptions(), mac);
    page.setTarget(sampleTarget());
    window.resize(760, 480);
    keep(window, "target-mac-small");
}

ModelView gatedModel() {
    ModelView view;
    view.picture = ModelPicture::failed;
    view.title = QStringLiteral("Llama-3.1-8B-Instruct");
    view.message = QStringLiteral(
        "Its owner wants to be asked first. Ask for access on its page, "
        "then sign in here with a token of that account.");
    view.actions = {{QStringLiteral("page"), QStringLiteral("Open its page")},
                    {QStringLiteral("signIn"), QStringLiteral("Sign in…")}};
    return view;
}

TEST_P(Gallery, ShowsAChosenModel) {
    MainWindow window;
    fillWindow(window);
    keep(window, "model");
    window.resize(1080, 1400);
    keep(window, "model-tall");
    window.modelPage().setAdvancedShown(true);
    quince::Recipe recipe = sampleRecipe();
    recipe.overrides = {{"mlp.down_proj", 6, std::nullopt}, {"lm_head", std::nullopt, {}}};
    window.modelPage().setRecipe(recipe, sampleOptions());
    window.resize(1080, 1900);
    keep(window, "advanced");
}

TEST_P(Gallery, ShowsWhatOpens) {
    MainWindow window;
    fillWindow(window);
    window.show();
    auto* presets = window.modelPage().findChild<QComboBox*>();
    presets->showPopup();
    keep(*presets->view()->window(), "presets");
    presets->hidePopup();
    auto* menu = window.menuBar()->findChild<QMenu*>();
    menu->popup({0, 0});
    keep(*menu, "menu");
    menu->close();
    window.activateWindow();
    QTest::qWait(20);
    presets->setFocus(Qt::TabFocusReason);
    QTest::keyClick(&window, Qt::Key_Tab);
    QTest::keyPress(&window, Qt::Key_Alt);
    keep(window, "keyboard");
    QTest::keyRelease(&window, Qt::Key_Alt);
}

TEST_P(Gallery, ShowsASmallWindow) {
    MainWindow window;
    fillWindow(window);
    window.conversionPane().setJobs({sampleJob(ConversionState::writing)});
    window.resize(760, 480);
    keep(window, "small");
}

TEST_P(Gallery, ShowsConversions) {
    MainWindow window;
    fillWindow(window);
    window.show();
    window.conversionPane().setJobs(
        {sampleJob(ConversionState::writing), sampleJob(ConversionState::idle)});
    keep(window, "busy");
    window.conversionPane().setJobs(
        {sampleJob(ConversionState::failed), sampleJob(ConversionState::stopped)});
    keep(window, "failed");
    JobView several = sampleJob(ConversionState::writing);
    several.title = QStringLiteral("Qwen3-8B-MLX-4bit and 2 more");
    several.recipe = QStringLiteral("4-bit, group 64; 8-bit, group 64; bfloat16, not quantized");
    several.bytesTotal = 29'690'000'000;
    several.shardsTotal = 7;
    window.conversionPane().setJobs({several});
    keep(window, "several");
    several.state = ConversionState::succeeded;
    several.resultBytes = several.bytesTotal;
    several.seconds = 95;
    several.errorWords = QStringLiteral(
        "Qwen3-8B-MLX-4bit: error of the weights: 9.1 %.\n"
        "Qwen3-8B-MLX-8bit: error of the weights: 0.68 %.");
    for (const char* name : {"Qwen3-8B-MLX-4bit", "Qwen3-8B-MLX-8bit", "Qwen3-8B-MLX-bf16"}) {
        several.commands.append(
            {QLatin1String(name), QStringLiteral("mlx_lm.chat --model ~/.lmstudio/models/quince/%1")
                                      .arg(QLatin1String(name))});
    }
    window.conversionPane().setJobs({several});
    window.conversionPane().findChild<Disclosure*>()->setOpen(true);
    keep(window, "several-done");
    window.conversionPane().setJobs({sampleJob(ConversionState::succeeded)});
    keep(window, "done");
    window.conversionPane().findChild<Disclosure*>()->click();
    window.resize(1080, 1000);
    keep(window, "done-more");
}

TEST_P(Gallery, ShowsWhatLmStudioSays) {
    MainWindow window;
    fillWindow(window);
    window.show();
    JobView listed = sampleJob(ConversionState::succeeded);
    listed.canEvaluate = true;
    listed.canPublish = true;
    JobView off = listed;
    off.id = QStringLiteral("off");
    listed.lmStudio = {QStringLiteral("Listed in LM Studio."), false, false, false, true, true};
    off.lmStudio = {QStringLiteral("LM Studio runs, but its server is off: in LM Studio open "
                                   "Developer and switch the server on, then press Check."),
                    false,
                    false,
                    true,
                    false,
                    false};
    window.conversionPane().setJobs({listed, off});
    keep(window, "lm-studio");
    window.resize(760, 480);
    keep(window, "lm-studio-small");
    window.resize(1080, 700);
    listed.lmStudio = {QStringLiteral("It runs in LM Studio: “Hello! How can I help you today?” · "
                                      "52 tokens/s · loaded in 1.5 s"),
                       false,
                       false,
                       false,
                       true,
                       true};
    off.lmStudio = {QStringLiteral("LM Studio could not load the model: not enough memory."),
                    true,
                    false,
                    true,
                    false,
                    true};
    window.conversionPane().setJobs({listed, off});
    keep(window, "lm-studio-tried");
    listed.lmStudio = {QStringLiteral("LM Studio loads it and says a few words…"),
                       false,
                       true,
                       false,
                       false,
                       false};
    off.lmStudio = {QStringLiteral("LM Studio is not running."), false, false, true, false, false};
    window.conversionPane().setJobs({listed, off});
    keep(window, "lm-studio-busy");
}

TEST_P(Gallery, ShowsAnEvaluation) {
    MainWindow window;
    fillWindow(window);
    window.modelPage().setEvaluate(true);
    JobView done = sampleJob(ConversionState::succeeded);
    done.canEvaluate = true;
    window.conversionPane().setJobs({done});
    keep(window, "evaluate-offered");
    const auto nothing = [](QWidget*, const QString&, const QString&) { return QString(); };
    EvaluateDialog dialog(QStringLiteral("Qwen3-8B-MLX-4bit"), {}, nothing, nothing);
    keep(dialog, "evaluate");
    EvaluateDialog running(
        QStringLiteral("Qwen3-8B-MLX-4bit"),
        {QStringLiteral("/home/kim/book.txt"), QStringLiteral("/home/kim/models/Qwen3-8B")},
        nothing, nothing);
    running.setView({ConversionState::evaluating, 42, 100, 1260.0, {}, {}});
    keep(running, "evaluate-running");
    running.setView({ConversionState::succeeded,
                     0,
                     0,
                     std::nullopt,
                     QStringLiteral("Perplexity 7.41 against 7.35 of the original; the predictions "
                                    "differ by 0.021 nats on average."),
                     {QStringLiteral("In 94.2 % of the places both find the same token the "
                                     "likeliest. In one place of a hundred the predictions differ "
                                     "by more than 0.21 nats, at most by 1.34."),
                      QStringLiteral("8,176 tokens predicted, in windows of 512; took 21 min.")}});
    keep(running, "evaluate-done");
    running.setView({ConversionState::failed,
                     0,
                     0,
                     std::nullopt,
                     QStringLiteral("This is not supported."),
                     {QStringLiteral("book.txt is not text in UTF-8")}});
    keep(running, "evaluate-failed");
}

TEST_P(Gallery, ShowsTheHub) {
    MainWindow window;
    fillHub(window);
    keep(window, "hub");
    window.hubPage().setView({HubPicture::list,
                              {},
                              {},
                              HubMore::failed,
                              QStringLiteral("Hugging Face does not answer.")});
    window.resize(760, 480);
    keep(window, "hub-small");
    window.resize(1080, 700);
    window.modelPage().setModel(gatedModel());
    window.hubPage().setRows({});
    window.hubPage().setView({HubPicture::list, {}, {}, HubMore::none, {}});
    keep(window, "hub-no-match");
    window.hubPage().setView({HubPicture::failed,
                              {},
                              QStringLiteral("huggingface.co cannot be reached. Check the "
                                             "connection, then try again."),
                              HubMore::none,
                              {}});
    keep(window, "hub-failed");
    window.hubPage().setView({HubPicture::offline,
                              {},
                              QStringLiteral("HF_HUB_OFFLINE is set, so nothing is asked of "
                                             "Hugging Face."),
                              HubMore::none,
                              {}});
    keep(window, "hub-offline");
}

TEST_P(Gallery, ShowsDownloads) {
    MainWindow window;
    fillHub(window);
    window.show();
    window.conversionPane().setJobs(
        {sampleDownload(ConversionState::downloading), sampleDownload(ConversionState::stopped)});
    keep(window, "downloading");
    window.conversionPane().setJobs(
        {sampleDownload(ConversionState::failed), sampleDownload(ConversionState::succeeded)});
    keep(window, "downloaded");
    window.conversionPane().setJobs({sampleDownload(ConversionState::downloading)});
    window.resize(760, 480);
    keep(window, "downloading-small");
}

TEST_P(Gallery, ShowsPublishing) {
    for (const ConversionState state : {ConversionState::idle, ConversionState::publishing,
                                        ConversionState::failed, ConversionState::succeeded}) {
        PublishDialog dialog(QStringLiteral("Qwen3-8B-MLX-4bit"), samplePublishChoice(),
                             [](const PublishChoice&) { return PublishProblems(); });
        dialog.setView(samplePublish(state));
        keep(dialog, ("publish-" + std::to_string(static_cast<int>(state))).c_str());
    }
    PublishDialog dialog(QStringLiteral("Qwen3-8B-MLX-4bit"), samplePublishChoice(),
                         [](const PublishChoice&) {
                             PublishProblems problems;
                             problems.card.append(QStringLiteral("The licence is not named."));
                             return problems;
                         });
    PublishView view = samplePublish(ConversionState::idle);
    view.owners.clear();
    view.account = {};
    dialog.setView(view);
    keep(dialog, "publish-signed-out");
    view.account = sampleAccount();
    view.account.canWrite = false;
    dialog.setView(view);
    keep(dialog, "publish-read-only");
}

TEST_P(Gallery, ShowsNothingYet) {
    MainWindow window;
    window.libraryPage().setView({LibraryPicture::empty, {}, true});
    keep(window, "empty");
}

TEST_P(Gallery, ShowsProblems) {
    MainWindow window;
    fillWindow(window);
    Notice error;
    error.severity = quince::Severity::error;
    error.text = QStringLiteral("model.layers.3.mlp.up_proj.weight is missing.");
    error.details = QStringLiteral("The index names shard 4 of 5 for it.");
    Notice note;
    note.text = QStringLiteral("The vision tower is left out; the language model is converted.");
    window.modelPage().setProblems({note, error});
    DestinationView taken = sampleDestinationView();
    taken.exists = true;
    taken.severity = quince::Severity::warning;
    taken.message = QStringLiteral("A model of this name is already there.");
    taken.bytesFreeAfter = -1'300'000'000;
    window.modelPage().setDestinationView(taken);
    window.modelPage().setConvert({false, QStringLiteral("A tensor of the model is missing."), {}});
    window.resize(1080, 1240);
    keep(window, "problems");
}

TEST_P(Gallery, ShowsLargeText) {
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 2);
    QApplication::setFont(font);
    MainWindow window;
    fillWindow(window);
    window.conversionPane().setJobs({sampleJob(ConversionState::writing)});
    keep(window, "large");
    window.resize(760, 480);
    keep(window, "large-small");
}

TEST_P(Gallery, ShowsADrop) {
    MainWindow window;
    fillWindow(window);
    window.show();
    window.findChild<DropArea*>()->showVerdict(true, QStringLiteral("Add Qwen3-8B"));
    keep(window, "drop");
    window.findChild<DropArea*>()->showVerdict(false, QStringLiteral("No model in there"));
    keep(window, "drop-refused");
}

TEST_P(Gallery, ShowsCommandsToCopy) {
    MainWindow window;
    fillWindow(window);
    window.show();
    window.conversionPane().setJobs({sampleJob(ConversionState::succeeded)});
    window.conversionPane().findChild<Disclosure*>()->setOpen(true);
    keep(window, "commands");
}

TEST_P(Gallery, ShowsSettings) {
    SettingsView view;
    view.folders = {QStringLiteral("/data/models")};
    view.publisher = QStringLiteral("quince");
    view.nameTemplate = QStringLiteral("{model}-MLX-{recipe}");
    SettingsHints hints;
    hints.foundCacheFolder = QStringLiteral("~/.cache/huggingface/hub");
    hints.foundModelsFolder = QStringLiteral("~/.lmstudio/models");
    hints.example = [](const QString&) { return QStringLiteral("Qwen3-8B-MLX-4bit"); };
    hints.maxThreads = 8;
    SettingsDialog dialog(view, hints, {});
    keep(dialog, "settings");
}

INSTANTIATE_TEST_SUITE_P(Schemes, Gallery, ::testing::Values(Scheme::light, Scheme::dark),
                         [](const auto& each) {
                             return each.param == Scheme::dark ? "Dark" : "Light";
                         });

}  // namespace

}  // namespace ui
