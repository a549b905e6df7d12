#include "desktop/real_lm_studio.hpp"
#include "desktop/window_driver.hpp"
#include "support/fake_hub/lm_studio.hpp"
#include "ui/pages/also_section.hpp"
#include "ui/pages/conversion_pane.hpp"
#include "ui/pages/evaluate_dialog.hpp"
#include "ui/pages/library_page.hpp"
#include "ui/pages/model_page.hpp"
#include "ui/pages/revision_bar.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;

class Window : public test::WindowDriver {
protected:
    AppWindow& open(ConvertFunction convert = quince::convertTogether) {
        return openWith(std::move(convert), {},
                        QStringLiteral(QUINCE_RESOURCES "/sample/Quince-Sample"));
    }
};

/// Writes nothing and ends when it is stopped.
Outcomes untilStopped(std::span<const quince::ConversionJob> jobs, quince::Progress& progress,
                      const quince::StopToken& stop) {
    progress.bytesTotal = 100;
    progress.bytesDone = 10;
    progress.state = ConversionState::writing;
    while (!stop.stopRequested()) {
        QThread::yieldCurrentThread();
    }
    return Outcomes(jobs.size(), quince::Error{quince::ErrorCode::stopped, "Stopped.", {}});
}

TEST_F(Window, ConvertsADroppedModelIntoLmStudio) {
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    ASSERT_EQ(jobs().front().state, ConversionState::succeeded)
        << (jobs().front().errors.empty() ? "" : jobs().front().error().message);
    const auto made = m_folder / "home/.lmstudio/models/local/Tiny-MLX-4bit";
    EXPECT_TRUE(std::filesystem::exists(made / "model.safetensors"));
    EXPECT_EQ(m_awake, 0);

    click(QStringLiteral("Open in LM Studio folder"));
    EXPECT_EQ(m_revealed, QStringList{test::text(made)});
}

TEST_F(Window, TriesWhatItMadeInLmStudio) {
    fake::LmStudio studio;
    studio.setModels({{.publisher = "local", .name = "Tiny-MLX-4bit"}});
    m_folder.write(
        "home/.lmstudio/.internal/http-server-config.json",
        "{\"port\": " + std::to_string(studio.server().port(fake::Origin::lmStudio)) + "}");
    m_lmStudio = realLmStudio(test::emptyHome(m_folder));
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    const QString id = jobs().front().id;
    const auto press = [&](const char* name) {
        for (QToolButton* each : m_app->window().conversionPane().findChildren<QToolButton*>()) {
            if (each->isVisible() && each->accessibleName().startsWith(QLatin1String(name))) {
                QTest::mouseClick(each, Qt::LeftButton);
                return true;
            }
        }
        return false;
    };

    ASSERT_TRUE(becomes([&] { return !m_app->lmStudio().isBusy(id); }));
    EXPECT_EQ(m_app->lmStudio().view(id).words, QStringLiteral("Listed in LM Studio."));
    ASSERT_TRUE(press("Try Tiny-MLX-4bit"));
    ASSERT_TRUE(becomes([&] { return !m_app->lmStudio().isBusy(id); }));
    EXPECT_THAT(m_app->lmStudio().view(id).words.toStdString(), testing::HasSubstr("Hello"));
    EXPECT_FALSE(studio.models().front().isLoaded);
    ASSERT_TRUE(press("Load Tiny-MLX-4bit"));
    ASSERT_TRUE(becomes([&] { return !m_app->lmStudio().isBusy(id); }));
    EXPECT_TRUE(studio.models().front().isLoaded);
}

TEST_F(Window, EvaluatesWhatItMadeAgainstItsSource) {
    std::filesystem::copy(QUINCE_RESOURCES "/sample/Quince-Sample", m_folder / "Sample");
    AppWindow& app = open();
    ASSERT_TRUE(drop({QUrl::fromLocalFile(test::text(m_folder / "Sample"))}));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));
    QPushButton* evaluate = nullptr;
    for (QPushButton* one : app.window().conversionPane().findChildren<QPushButton*>()) {
        evaluate = one->text() == QStringLiteral("Evaluate…") ? one : evaluate;
    }
    ASSERT_TRUE(evaluate != nullptr && evaluate->isVisible());
    QTest::mouseClick(evaluate, Qt::LeftButton);

    auto* dialog = app.window().findChild<ui::EvaluateDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->choice().source, test::text(m_folder / "Sample"));
    dialog->findChild<QLineEdit*>()->setText(
        test::text(m_folder.write("book.txt", std::string(200, 'q'))));
    click(QStringLiteral("Evaluate"));
    ASSERT_TRUE(becomes([&] { return !app.evaluation().isRunning(); }));

    EXPECT_EQ(app.evaluation().view().state, ConversionState::succeeded)
        << app.evaluation().view().lines.join(QLatin1Char(' ')).toStdString();
    EXPECT_THAT(app.evaluation().view().words.toStdString(), testing::HasSubstr("of the original"));
    EXPECT_EQ(m_awake, 0);
    click(QStringLiteral("Close"));
}

TEST_F(Window, MovesTheKeyboardFromConvertToStop) {
    AppWindow& app = open(untilStopped);
    ASSERT_TRUE(dropModel("Tiny"));
    ASSERT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
    button(QStringLiteral("Convert to MLX"))->setFocus();
    click(QStringLiteral("Convert to MLX"));

    ASSERT_TRUE(becomes([&] { return button(QStringLiteral("Stop")) != nullptr; }));
    EXPECT_EQ(app.window().focusWidget(), button(QStringLiteral("Stop")));

    click(QStringLiteral("Stop"));
    ASSERT_TRUE(becomes([&] { return isEnd(jobs().front().state); }));
    EXPECT_TRUE(app.window().conversionPane().isAncestorOf(app.window().focusWidget()));
}

TEST_F(Window, LooksIntoAnotherCacheAtOnceAndConvertsAnyRevision) {
    const std::string older(40, 'a');
    const std::string newer(40, 'b');
    const std::filesystem::path repo = m_folder / "disk/hub/models--kim--Tiny";
    std::filesystem::create_directories(repo / "snapshots");
    for (const std::string& commit : {older, newer}) {
        std::filesystem::rename(test::makeModel(m_folder, commit), repo / "snapshots" / commit);
    }
    m_folder.write("disk/hub/models--kim--Tiny/refs/main", newer);
    AppWindow& app = open();

    ui::SettingsView settings = m_settings.preferences();
    settings.cacheFolder = test::text(m_folder / "disk/hub");
    Q_EMIT app.window().settingsApplied(settings);
    auto* list = app.window().libraryPage().findChild<QListView*>();
    ASSERT_TRUE(becomes([&] { return list->model()->rowCount() == 1; }));
    list->setCurrentIndex(list->model()->index(0, 0));

    auto* revision =
        app.window().modelPage().findChild<ui::RevisionBar*>()->findChild<QComboBox*>();
    ASSERT_TRUE(becomes([&] { return revision->isVisible(); }));
    EXPECT_THAT(revision->currentText().toStdString(), testing::HasSubstr("main"));
    const int other = revision->findData(QString::fromStdString(older));
    revision->setCurrentIndex(other);
    Q_EMIT revision->activated(other);
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().jobs->front().sourceRevision, older);
    EXPECT_EQ(revision->currentData().toString().toStdString(), older);
}

TEST_F(Window, MakesSeveralModelsOfOneReading) {
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    auto* also = m_app->window().modelPage().findChild<ui::AlsoSection*>();
    const auto box = [&](const char* words) -> QCheckBox* {
        for (QCheckBox* check : also->findChildren<QCheckBox*>()) {
            if (!check->isHidden() && check->accessibleName().endsWith(QLatin1String(words))) {
                return check;
            }
        }
        return nullptr;
    };
    ASSERT_TRUE(becomes([&] { return box("8-bit") != nullptr; }));
    EXPECT_EQ(box("4-bit"), nullptr);  // that is what is made anyway
    box("8-bit")->click();
    box("bfloat16")->click();
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().state, ConversionState::succeeded);
    EXPECT_EQ(jobs().front().reports.size(), 3U);
    for (const char* name : {"4bit", "8bit", "bf16"}) {
        EXPECT_TRUE(std::filesystem::exists(m_folder / "home/.lmstudio/models/local" /
                                            (std::string("Tiny-MLX-") + name) / "config.json"));
    }
    // They are there now: what is ticked cannot be made again without a word.
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Replace")) != nullptr; }));
}

TEST_F(Window, ReplacesAModelThatIsThereWhenAsked) {
    m_folder.write("home/.lmstudio/models/local/Tiny-MLX-4bit/old.txt", "");
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Replace"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return jobs().size() == 1 && isEnd(jobs().front().state); }));

    EXPECT_EQ(jobs().front().state, ConversionState::succeeded);
    const auto made = m_folder / "home/.lmstudio/models/local/Tiny-MLX-4bit";
    EXPECT_TRUE(std::filesystem::exists(made / "model.safetensors"));
    EXPECT_FALSE(std::filesystem::exists(made / "old.txt"));
}

TEST_F(Window, RefusesADropThatIsNoModel) {
    open();
    m_folder.write("notes/readme.txt", "");

    EXPECT_FALSE(drop({QUrl::fromLocalFile(test::text(m_folder / "notes"))}));
    EXPECT_TRUE(m_settings.preferences().folders.isEmpty());
}

TEST_F(Window, FollowsTheRecipeWithTheName) {
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    ui::ModelPage& page = m_app->window().modelPage();
    ASSERT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-4bit"); }));

    quince::Recipe recipe = page.recipe();
    recipe.bits = 8;
    Q_EMIT page.recipeChanged(recipe);

    EXPECT_TRUE(
        becomes([&] { return page.destination().name == QStringLiteral("Tiny-MLX-8bit"); }));
    EXPECT_EQ(m_settings.lastRecipe().bits, 8);
}

TEST_F(Window, RemembersAddedFoldersForTheNextStart) {
    open();
    ASSERT_TRUE(dropModel("Tiny"));
    ASSERT_TRUE(becomes([&] { return !m_app->window().libraryPage().selectedId().isEmpty(); }));

    open();
    auto* list = m_app->window().libraryPage().findChild<QListView*>();
    ASSERT_NE(list, nullptr);
    ASSERT_TRUE(becomes([&] { return list->model()->rowCount() == 1; }));
    const QRect row = list->visualRect(list->model()->index(0, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, row.center());

    EXPECT_TRUE(becomes([&] {
        return button(QStringLiteral("Convert to MLX")) != nullptr &&
               button(QStringLiteral("Convert to MLX"))->isEnabled();
    }));
}

TEST_F(Window, OffersTheSampleWhenThereIsNothing) {
    open();
    Q_EMIT m_app->window().libraryPage().sampleRequested();

    EXPECT_TRUE(becomes([&] {
        return m_app->window().modelPage().destination().name.startsWith(
            QStringLiteral("Quince-Sample"));
    }));
}

TEST_F(Window, AsksBeforeItClosesOnARunningConversion) {
    open(untilStopped);
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return m_app->conversions().isRunning(); }));
    EXPECT_EQ(m_awake, 1);

    m_app->window().close();
    EXPECT_TRUE(m_app->window().isVisible());
    click(QStringLiteral("Keep converting"));
    EXPECT_TRUE(m_app->conversions().isRunning());

    m_app->window().close();
    ASSERT_TRUE(becomes([&] { return QApplication::activeModalWidget() != nullptr; }));
    click(QStringLiteral("Stop"));

    EXPECT_TRUE(becomes([&] { return !m_app->window().isVisible(); }));
    EXPECT_EQ(jobs().front().state, ConversionState::stopped);
    EXPECT_EQ(m_awake, 0);
}

TEST_F(Window, StopsAYoungConversionWithoutAsking) {
    open(untilStopped);
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Convert to MLX"));
    ASSERT_TRUE(becomes([&] { return m_app->conversions().isRunning(); }));

    click(QStringLiteral("Stop"));

    EXPECT_TRUE(becomes([&] { return !m_app->conversions().isRunning(); }));
    EXPECT_NE(button(QStringLiteral("Resume")), nullptr);
}

TEST_F(Window, DoesNotQueueTheSameDestinationTwice) {
    open(untilStopped);
    ASSERT_TRUE(dropModel("Tiny"));
    click(QStringLiteral("Convert to MLX"));

    EXPECT_TRUE(becomes([&] { return !button(QStringLiteral("Convert to MLX"))->isEnabled(); }));
    Q_EMIT m_app->window().convertRequested();
    EXPECT_EQ(jobs().size(), 1);
}

TEST_F(Window, SaysWhyAModelCannotBeOpened) {
    open();
    const auto model = test::makeModel(m_folder, "Broken");
    std::filesystem::resize_file(model / "model.safetensors", 100);
    m_app->addFolders({test::text(model)});

    EXPECT_TRUE(becomes([&] { return !m_app->window().libraryPage().selectedId().isEmpty(); }));
    EXPECT_TRUE(becomes([&] { return button(QStringLiteral("Convert to MLX")) == nullptr; }));
}

TEST_F(Window, OpensItsLog) {
    open();
    Q_EMIT m_app->window().openLogRequested();

    ASSERT_EQ(m_openedFiles.size(), 1);
    EXPECT_TRUE(std::filesystem::exists(m_openedFiles.front().toStdString()));
}

}  // namespace
}  // namespace app
