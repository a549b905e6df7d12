#include "desktop/job_words.hpp"

#include "desktop/error_words.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

QueuedJob failedWith(quince::ErrorCode code) {
    QueuedJob job;
    job.jobs = std::make_shared<const Jobs>(1);
    job.state = quince::ConversionState::failed;
    job.progress.bytesDone = 3;
    job.errors = {quince::Error{code, "Tensor a.weight: 3 of 4 bytes.", "/models/a"}};
    return job;
}

TEST(JobWords, SayWhatFailedAndKeepTheDetails) {
    const ui::JobView view = jobView(failedWith(quince::ErrorCode::diskFull));

    EXPECT_EQ(view.headline, QStringLiteral("The disk is full. Make room, then resume."));
    EXPECT_EQ(view.details, QStringLiteral("Tensor a.weight: 3 of 4 bytes.\n/models/a"));
    EXPECT_TRUE(view.canResume);
    EXPECT_FALSE(jobView(failedWith(quince::ErrorCode::mismatch)).canResume);
    QueuedJob nothingWritten = failedWith(quince::ErrorCode::io);
    nothingWritten.progress.bytesDone = 0;
    EXPECT_FALSE(jobView(nothingWritten).canResume);
}

TEST(JobWords, SpeakOfAllResultsOfAPass) {
    Jobs jobs(3);
    jobs[0].destination = "/m/A-4bit";
    jobs[1].destination = "/m/A-8bit";
    jobs[1].plan.recipe.quantize = true;
    jobs[1].plan.recipe.bits = 8;
    jobs[2].destination = "/m/A-bf16";
    QueuedJob job;
    job.title = QStringLiteral("A-4bit");
    job.jobs = std::make_shared<const Jobs>(jobs);
    job.state = quince::ConversionState::succeeded;
    for (const quince::ConversionJob& one : jobs) {
        quince::ConversionReport report;
        report.folder = one.destination;
        report.warnings = {"There is no chat template"};
        job.reports.push_back(report);
    }

    const ui::JobView view = jobView(job);

    EXPECT_EQ(view.title, QStringLiteral("A-4bit and 2 more"));
    EXPECT_EQ(view.recipe, QStringLiteral("not quantized; 8-bit, group 64; not quantized"));
    EXPECT_EQ(view.warnings.size(), 1);
    ASSERT_EQ(view.commands.size(), 3);
    EXPECT_EQ(view.commands[1].label, QStringLiteral("A-8bit"));
    EXPECT_EQ(view.commands[1].text, QStringLiteral("mlx_lm.chat --model /m/A-8bit"));

    job.state = quince::ConversionState::failed;
    job.reports.clear();
    job.errors = {quince::Error{quince::ErrorCode::stopped, "stopped", {}},
                  quince::Error{quince::ErrorCode::diskFull, "No room.", {}},
                  quince::Error{quince::ErrorCode::stopped, "stopped", {}}};
    EXPECT_EQ(jobView(job).headline, QStringLiteral("The disk is full. Make room, then resume."));
    EXPECT_TRUE(jobView(job).details.contains(QStringLiteral("A-8bit: No room.")));
}

TEST(JobWords, TellADownloadAndWhatFollows) {
    Jobs jobs(2);
    jobs[0].destination = "/m/A-4bit";
    QueuedJob job;
    job.title = QStringLiteral("A-4bit");
    job.jobs = std::make_shared<const Jobs>(jobs);
    job.download = DownloadOrder{"org/A", "main", {}, "/cache"};
    EXPECT_EQ(jobView(job).recipe, QStringLiteral("download, then not quantized; not quantized"));

    job.state = quince::ConversionState::failed;
    job.progress.bytesDone = 5;
    job.errors.assign(2, quince::Error{quince::ErrorCode::network, "The line is cut.", {}});
    EXPECT_EQ(jobView(job).details, QStringLiteral("The line is cut.")) << "once, not for each";
    EXPECT_TRUE(jobView(job).canResume);

    job.jobs = std::make_shared<const Jobs>();
    job.state = quince::ConversionState::succeeded;
    job.progress.bytesTotal = 500;
    job.reports.resize(1);
    job.reports.front().folder = "/cache/snapshot";
    const ui::JobView view = jobView(job);
    EXPECT_TRUE(view.onlyDownloads);
    EXPECT_FALSE(view.canPublish);
    EXPECT_EQ(view.recipe, QStringLiteral("download"));
    EXPECT_EQ(view.folder, QStringLiteral("/cache/snapshot"));
    EXPECT_EQ(view.resultBytes, 500U);
}

TEST(JobWords, HaveAHeadlineForEachKindOfError) {
    for (int code = 0; code <= static_cast<int>(quince::ErrorCode::stopped); ++code) {
        EXPECT_FALSE(wordsFor({static_cast<quince::ErrorCode>(code), "x", {}}).headline.isEmpty());
    }
}

TEST(JobWords, OfferCommandsThatAShellReadsAsMeant) {
    const QList<ui::Command> commands = commandsFor(QStringLiteral("/my models/it's"));

    ASSERT_EQ(commands.size(), 3);
    EXPECT_EQ(commands.front().text, QStringLiteral("mlx_lm.chat --model '/my models/it'\\''s'"));
    EXPECT_EQ(shellQuoted(QStringLiteral("/plain/path-1")), QStringLiteral("/plain/path-1"));
}

}  // namespace
}  // namespace app
