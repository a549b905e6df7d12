#include "desktop/job_words.hpp"

#include "desktop/error_words.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

QueuedJob failedWith(quince::ErrorCode code) {
    QueuedJob job;
    job.job = std::make_shared<quince::ConversionJob>();
    job.state = quince::ConversionState::failed;
    job.progress.bytesDone = 3;
    job.error = quince::Error{code, "Tensor a.weight: 3 of 4 bytes.", "/models/a"};
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
