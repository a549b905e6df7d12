#include "hub/download_fixture.hpp"

#include <QProcess>

#include <gmock/gmock.h>

namespace {

namespace fs = std::filesystem;

using hub::test::DownloadTest;
using hub::test::eventually;
using hub::test::firstShard;
using hub::test::secondShard;

/// A download in another process.
class DownloadKill : public DownloadTest {
protected:
    void start(QProcess& child) {
        const fs::path list = scratch.write("listing.json", hub::treeListingText(listing()));
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("HF_TOKEN"), QLatin1String(fake::Hub::readToken));
        child.setProcessEnvironment(variables);
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QStringLiteral(QUINCE_DOWNLOAD_CHILD),
                    {server.endpoint().toString(), QString::fromStdString(cache.string()),
                     QStringLiteral("org/model"), QStringLiteral("main"),
                     QString::fromStdString(commitOf()), QString::fromStdString(list.string())});
        ASSERT_TRUE(child.waitForStarted());
    }
};

TEST_F(DownloadKill, TheNextRunGoesOnAfterTheProcessWasKilled) {
    const QByteArray blob = "GET /blobs/" + QByteArray::fromStdString(etagOf(firstShard));
    std::uint64_t arrived = 0;
    for (const qint64 more : {40'000, 30'000, 50'000, 70'000}) {
        server.server().fail(blob, {.stallAfter = more});
        QProcess child;
        start(child);
        arrived += static_cast<std::uint64_t>(more);
        EXPECT_TRUE(eventually([&] {
            std::error_code none;
            return fs::file_size(partialOf(firstShard), none) == arrived && !none;
        })) << arrived;

        child.kill();
        ASSERT_TRUE(child.waitForFinished());
        server.server().release();

        EXPECT_EQ(child.exitStatus(), QProcess::CrashExit);
        expectNoRef();
        EXPECT_FALSE(fs::exists(pointer(firstShard)));
    }
    server.server().clearFaults();
    server.server().forgetRequests();

    ASSERT_TRUE(download().ok());

    expectWhole();
    EXPECT_THAT(ranges(firstShard), testing::ElementsAre("bytes=190000-"));
    EXPECT_EQ(progress.bytesHashed, 190'000U);
}

TEST_F(DownloadKill, TwoProcessesShareOneBlob) {
    QProcess first;
    QProcess second;
    start(first);
    start(second);

    EXPECT_TRUE(first.waitForFinished());
    EXPECT_TRUE(second.waitForFinished());

    EXPECT_EQ(first.exitCode(), 0);
    EXPECT_EQ(second.exitCode(), 0);
    EXPECT_EQ(ranges(firstShard).size(), 1U);
    EXPECT_EQ(ranges(secondShard).size(), 1U);
    ASSERT_TRUE(download().ok());
    EXPECT_EQ(progress.bytesReceived, 0U) << "all was there";
    expectWhole();
}

}  // namespace
