#include "hub/download_fixture.hpp"

#include <QProcess>

#include <gmock/gmock.h>

#include <random>

namespace {

namespace fs = std::filesystem;

using hub::test::DownloadTest;
using hub::test::eventually;
using hub::test::firstShard;
using hub::test::secondShard;
using quince::test::contentOf;

/// A download in another process.
class DownloadKill : public DownloadTest {
protected:
    /// `step`: see download_child.cpp; 0: it does not kill itself.
    void start(QProcess& child, int step = 0) {
        const fs::path list = scratch.write("listing.json", hub::treeListingText(listing()));
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("HF_TOKEN"), QLatin1String(fake::Hub::readToken));
        variables.insert(QStringLiteral("QUINCE_DIE_BEFORE"), QString::number(step));
        child.setProcessEnvironment(variables);
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QStringLiteral(QUINCE_DOWNLOAD_CHILD),
                    {server.endpoint().toString(), QString::fromStdString(cache.string()),
                     QStringLiteral("org/model"), QStringLiteral("main"),
                     QString::fromStdString(commitOf()), QString::fromStdString(list.string())});
        ASSERT_TRUE(child.waitForStarted());
    }

    /// Whatever moment the process died at, nobody can take for whole what is not.
    void expectSound() {
        const bool isSaidToBeWhole =
            fs::exists(layout.ref("main")) || fs::exists(layout.tree(commitOf()));
        for (const QByteArray& path : server.paths("org/model")) {
            const fs::path file = pointer(path.toStdString());
            if (fs::exists(file)) {
                EXPECT_TRUE(contentOf(file) == bytesOf(path).toStdString()) << path.toStdString();
            } else {
                EXPECT_FALSE(fs::is_symlink(file)) << path.toStdString() << " leads nowhere";
                EXPECT_FALSE(isSaidToBeWhole) << path.toStdString() << " is not there";
            }
        }
    }

    [[nodiscard]] std::uint64_t partialBytes(const QByteArray& path) {
        std::error_code none;
        const std::uintmax_t bytes = fs::file_size(partialOf(path), none);
        return none ? 0 : bytes;
    }

    /// A run that begins with `before` bytes of a file asks for what comes behind them.
    void expectResumed(const QByteArray& path, std::uint64_t before) {
        const std::vector<QByteArray> tries = ranges(path);
        if (before > 0 && !tries.empty()) {
            EXPECT_EQ(tries.front(), "bytes=" + QByteArray::number(qulonglong(before)) + "-");
        }
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
            return fs::file_size(partialOf(firstShard), none) == arrived && !none &&
                   fs::exists(pointer(secondShard));  // so that only one file is half here
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

#ifdef __linux__
TEST_F(DownloadKill, EachOfTwentyRunsGoesOnWhereTheOneBeforeWasKilled) {
    constexpr qint64 size = 2'000'000;
    constexpr int mostSteps = 40;  // about as many as a run that begins with nothing takes
    constexpr int mostRequests = 12;
    server.commit("org/model", {{firstShard, hub::test::weights(1, size)},
                                {secondShard, hub::test::weights(2, size)}});
    std::mt19937 random(20);
    const auto upTo = [&random](int most) {
        return 1 + static_cast<int>(random() % static_cast<unsigned>(most));
    };
    int kills = 0;
    for (int run = 0; run < 100 && kills < 20; ++run) {
        const std::uint64_t first = partialBytes(firstShard);
        const std::uint64_t second = partialBytes(secondShard);
        const bool atStep = run % 2 == 0;  // of a file, or else when something was asked for
        QProcess child;
        start(child, atStep ? upTo(mostSteps) : 0);
        server.server().forgetRequests();  // now those of the one before have all arrived
        if (!atStep) {
            const auto requests = static_cast<std::size_t>(upTo(mostRequests));
            EXPECT_TRUE(eventually([&] {
                child.waitForFinished(0);
                return child.state() == QProcess::NotRunning ||
                       server.server().requests().size() >= requests;
            }));
            child.kill();
        }
        ASSERT_TRUE(child.state() == QProcess::NotRunning || child.waitForFinished());

        expectSound();
        expectResumed(firstShard, first);
        expectResumed(secondShard, second);
        if (child.exitStatus() == QProcess::CrashExit) {
            ++kills;
        } else {
            EXPECT_EQ(child.exitCode(), 0);
            EXPECT_TRUE(fs::exists(layout.ref("main")));
            fs::remove_all(cache);
        }
    }
    EXPECT_EQ(kills, 20);

    ASSERT_TRUE(download().ok());

    expectWhole();
}
#endif

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
