#include "core/base/file.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#if !defined(_WIN32)
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#endif

namespace quince {
namespace {

using test::contentOf;
using test::TempFolder;

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span(text));
}

TEST(File, ReadsWhatItWroteAtAnyPlace) {
    const TempFolder folder;
    Result<File> file = File::create(folder / "a");
    ASSERT_TRUE(file.ok());

    ASSERT_TRUE(file->writeAt(3, bytesOf("def")).ok());
    ASSERT_TRUE(file->writeAt(0, bytesOf("abc")).ok());
    std::array<char, 4> text{};
    ASSERT_TRUE(file->readAt(1, std::as_writable_bytes(std::span(text))).ok());

    EXPECT_EQ(std::string_view(text.data(), text.size()), "bcde");
    EXPECT_EQ(*file->size(), 6U);
}

TEST(File, ReadingPastTheEndNamesOffsetAndSize) {
    const TempFolder folder;
    const Result<File> file = File::openForReading(folder.write("a", "12345"));
    std::array<std::byte, 4> out{};

    const Status read = file->readAt(3, out);

    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::io);
    EXPECT_EQ(read.error().message, "a ends at byte 5, before the 4 bytes at byte 3");
    EXPECT_EQ(read.error().path, folder / "a");
}

TEST(File, OpeningWhatIsNotThereIsNotFound) {
    const TempFolder folder;

    const Result<File> file = File::openForReading(folder / "a");

    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::notFound);
}

TEST(File, AFolderIsNoFile) {
    const TempFolder folder;

    const Result<File> file = File::openForReading(folder.path());

    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::io);
}

TEST(File, CreatingKeepsWhatIsThere) {
    const TempFolder folder;
    folder.write("a", "old");

    const Result<File> file = File::create(folder / "a");

    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::alreadyExists);
    EXPECT_EQ(contentOf(folder / "a"), "old");
}

TEST(File, OpenOrCreateKeepsTheContent) {
    const TempFolder folder;
    folder.write("a", "old");

    Result<File> file = File::openOrCreate(folder / "a");
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->resize(5).ok());

    EXPECT_EQ(contentOf(folder / "a"), std::string("old\0\0", 5));
}

TEST(File, AMovedFromFileIsClosedAndRefusesEveryCall) {
    const TempFolder folder;
    File first = *File::create(folder / "a");

    File second = std::move(first);

    EXPECT_TRUE(second.isOpen());
    EXPECT_FALSE(first.isOpen());  // NOLINT: that is the point
    EXPECT_FALSE(first.writeAt(0, bytesOf("x")).ok());
    EXPECT_FALSE(first.resize(1).ok());
    EXPECT_FALSE(first.sync().ok());
    EXPECT_FALSE(first.size().ok());
}

TEST(File, ReservingLeavesSizeAndContentAlone) {
    const TempFolder folder;
    Result<File> file = File::create(folder / "a");
    ASSERT_TRUE(file->writeAt(0, bytesOf("abc")).ok());

    ASSERT_TRUE(file->reserve(100'000).ok());
    ASSERT_TRUE(file->sync().ok());

    EXPECT_EQ(contentOf(folder / "a"), "abc");
}

TEST(File, WholeFilesAreReadUpToTheLimit) {
    const TempFolder folder;
    folder.write("a", "12345");

    EXPECT_EQ(*readWholeFile(folder / "a", 5), "12345");
    const Result<std::string> tooLarge = readWholeFile(folder / "a", 4);
    ASSERT_FALSE(tooLarge.ok());
    EXPECT_EQ(tooLarge.error().message, "a has 5 bytes; such a file has at most 4");
}

TEST(File, AtomicWritingReplacesAndLeavesNothingElse) {
    const TempFolder folder;
    folder.write("a", "old");
    folder.write("a.part", "left by a crash");

    ASSERT_TRUE(writeFileAtomically(folder / "a", "new").ok());

    EXPECT_EQ(contentOf(folder / "a"), "new");
    EXPECT_FALSE(std::filesystem::exists(folder / "a.part"));
}

TEST(File, AtomicWritingIntoAMissingFolderFails) {
    const TempFolder folder;

    EXPECT_FALSE(writeFileAtomically(folder / "no" / "a", "new").ok());
}

TEST(File, NamesAreUtf8) {
    const std::string name = "mod\xC3\xA8le";

    EXPECT_EQ(nameText(std::filesystem::path("folder") / pathFromUtf8(name)), name);
}

#if !defined(_WIN32)

/// No file of this process may grow beyond `bytes`: what a full disk looks like to a program.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : m_handler(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int);
};

TEST(File, AWriteThatFindsNoSpaceIsDiskFull) {
    const TempFolder folder;
    Result<File> file = File::create(folder / "a");
    const std::string text(10'000, 'x');
    Status written;
    {
        const FileSizeLimit limit(8192);
        written = file->writeAt(0, bytesOf(text));  // the first 8192 bytes still go out
    }

    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::diskFull);
    EXPECT_NE(written.error().message.find("cannot write 10000 bytes at byte 0 of a"),
              std::string::npos)
        << written.error().message;
}

TEST(File, GrowingBeyondTheSpaceIsDiskFull) {
    const TempFolder folder;
    Result<File> file = File::create(folder / "a");
    Status resized;
    Status atomic;
    {
        const FileSizeLimit limit(8192);
        resized = file->resize(10'000);
        atomic = writeFileAtomically(folder / "b", std::string(10'000, 'x'));
    }

    ASSERT_FALSE(resized.ok());
    EXPECT_EQ(resized.error().code, ErrorCode::diskFull);
    ASSERT_FALSE(atomic.ok());
    EXPECT_EQ(atomic.error().code, ErrorCode::diskFull);
    EXPECT_FALSE(std::filesystem::exists(folder / "b"));
    EXPECT_FALSE(std::filesystem::exists(folder / "b.part"));
}

TEST(File, ANamedPipeIsRefusedWithoutWaiting) {
    const TempFolder folder;
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);

    const Result<File> file = File::openForReading(folder / "pipe");

    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().message, "cannot open pipe: not a regular file");
}

#endif

}  // namespace
}  // namespace quince
