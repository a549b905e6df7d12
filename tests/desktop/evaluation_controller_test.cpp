#include "desktop/evaluation_controller.hpp"

#include "desktop/evaluation_words.hpp"
#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::ConversionState;
using test::becomes;
using test::TempFolder;

quince::EvaluationJob sampleEvaluation(const TempFolder& folder, std::size_t bytes) {
    quince::EvaluationJob job;
    job.folder = QUINCE_RESOURCES "/sample/Quince-Sample";
    job.source = job.folder;
    std::string text;
    while (text.size() < bytes) {
        text += "Quinces are hard and sour, and turn red when they are cooked.\n";
    }
    job.text = folder.write("text.txt", text);
    job.maxTokens = 0;
    return job;
}

TEST(EvaluationController, TellsTheResultInWords) {
    const TempFolder folder;
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());

    controller.start(sampleEvaluation(folder, 200));

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.view().state, ConversionState::succeeded);
    EXPECT_TRUE(controller.view().words.startsWith(QStringLiteral("Perplexity ")))
        << controller.view().words.toStdString();
    EXPECT_EQ(controller.view().lines.size(), 2);
}

TEST(EvaluationController, SaysWhereTheImportanceIs) {
    const TempFolder folder;
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());
    quince::EvaluationJob job = sampleEvaluation(folder, 200);
    job.importance = folder / "imatrix.gguf";

    controller.start(job);

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_TRUE(std::filesystem::exists(job.importance));
    ASSERT_EQ(controller.view().lines.size(), 3);
    EXPECT_TRUE(controller.view().lines.back().contains(test::text(job.importance)))
        << controller.view().lines.back().toStdString();
}

TEST(EvaluationController, SaysAtOnceThatTheImportanceCannotBeWritten) {
    const TempFolder folder;
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());
    quince::EvaluationJob job = sampleEvaluation(folder, 2'000'000);
    job.importance = folder / "none/imatrix.gguf";

    controller.start(job);

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.view().state, ConversionState::failed);
    ASSERT_FALSE(controller.view().lines.isEmpty());
    EXPECT_TRUE(controller.view().lines.front().startsWith(
        QStringLiteral("The importance cannot be written to imatrix.gguf: there is no folder ")))
        << controller.view().lines.front().toStdString();
}

TEST(EvaluationController, StopsWhenAsked) {
    const TempFolder folder;
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());

    controller.start(sampleEvaluation(folder, 2'000'000));
    controller.stop();

    EXPECT_EQ(controller.view().state, ConversionState::stopping);
    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.view().state, ConversionState::stopped);
}

TEST(EvaluationController, TellsWhatWentWrong) {
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());
    quince::EvaluationJob job;
    job.folder = QUINCE_RESOURCES "/sample/Quince-Sample";
    job.text = "/no/such/file";

    controller.start(job);

    ASSERT_TRUE(becomes([&] { return !controller.isRunning(); }));
    EXPECT_EQ(controller.view().state, ConversionState::failed);
    EXPECT_FALSE(controller.view().words.isEmpty());
    EXPECT_FALSE(controller.view().lines.isEmpty());
}

TEST(EvaluationController, MayGoWhileItWorks) {
    const TempFolder folder;
    EvaluationController controller(quince::ArchitectureLibrary::builtIn());
    controller.start(sampleEvaluation(folder, 2'000'000));
}

TEST(EvaluationWords, CompareWithTheOriginal) {
    quince::EvaluationReport report;
    report.perplexity.value = 7.4149;
    report.predicted = 8176;
    report.context = 512;
    report.comparison.emplace();
    report.comparison->source.value = 7.35;
    report.comparison->meanDivergence = 0.0212;

    EXPECT_EQ(evaluationWords(report).words,
              QStringLiteral("Perplexity 7.41 against 7.35 of the original; the predictions differ "
                             "by 0.021 nats on average."));
    report.comparison.reset();
    EXPECT_EQ(evaluationWords(report).words, QStringLiteral("Perplexity 7.41."));
}

}  // namespace
}  // namespace app
