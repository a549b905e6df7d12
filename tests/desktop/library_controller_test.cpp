#include "desktop/library_controller.hpp"

#include "desktop/library_rows.hpp"
#include "desktop/test_models.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::CacheRoot;
using quince::RootKind;
using test::becomes;
using test::TempFolder;

std::vector<CacheRoot> added(const std::filesystem::path& folder) {
    return {{folder, "added", RootKind::added}};
}

TEST(LibraryController, FindsModelsAndThenReadsThem) {
    const TempFolder folder;
    const auto model = test::makeModel(folder, "Tiny");
    LibraryController library(quince::ArchitectureLibrary::builtIn());
    QSignalSpy done(&library, &LibraryController::summariesDone);

    library.scan(added(model));

    ASSERT_TRUE(becomes([&] { return !done.isEmpty(); }));
    ASSERT_EQ(library.entries().size(), 1);
    const LibraryEntry& entry = library.entries().front();
    EXPECT_TRUE(entry.added);
    ASSERT_TRUE(entry.summary);
    EXPECT_EQ(entry.summary->architecture, QStringLiteral("llama"));
    EXPECT_GT(entry.summary->parameters, 0U);
    EXPECT_EQ(rowOf(entry).state, ui::RowState::ready);
    EXPECT_TRUE(rowOf(entry).removable);
}

TEST(LibraryController, AnswersOnlyTheNewestScan) {
    const TempFolder folder;
    const auto first = test::makeModel(folder, "First");
    const auto second = test::makeModel(folder, "Second");
    LibraryController library(quince::ArchitectureLibrary::builtIn());
    QSignalSpy scanned(&library, &LibraryController::scanned);
    QSignalSpy done(&library, &LibraryController::summariesDone);

    for (int i = 0; i < 20; ++i) {
        library.scan(added(first));
    }
    library.scan(added(second));

    ASSERT_TRUE(becomes([&] { return !done.isEmpty(); }));
    EXPECT_EQ(scanned.size(), 1);
    ASSERT_EQ(library.entries().size(), 1);
    EXPECT_EQ(library.entries().front().model.repoId, "Second");
}

TEST(LibraryController, EndsWhileItScans) {
    const TempFolder folder;
    const auto model = test::makeModel(folder, "Tiny");
    for (int i = 0; i < 20; ++i) {
        LibraryController library(quince::ArchitectureLibrary::builtIn());
        library.scan(added(model));
    }
}

TEST(LibraryRows, SayWhyAModelCannotBeConverted) {
    const TempFolder folder;
    const auto model = test::makeModel(folder, "Odd");
    folder.write("Odd/config.json", R"({"model_type": "no_such_model"})");
    LibraryController library(quince::ArchitectureLibrary::builtIn());
    QSignalSpy done(&library, &LibraryController::summariesDone);

    library.scan(added(model));

    ASSERT_TRUE(becomes([&] { return !done.isEmpty(); }));
    const ui::LibraryRow row = rowOf(library.entries().front());
    EXPECT_EQ(row.state, ui::RowState::unsupported);
    EXPECT_TRUE(row.reason.contains(QStringLiteral("no_such_model"))) << row.reason.toStdString();
}

TEST(LibraryRows, NameWhatIsMissing) {
    LibraryEntry entry;
    entry.model.repoId = "org/Name";
    entry.model.state = quince::ModelState::incomplete;
    entry.model.missing = {"model-00001-of-00002.safetensors", "tokenizer.json"};

    const ui::LibraryRow row = rowOf(entry);

    EXPECT_EQ(row.state, ui::RowState::incomplete);
    EXPECT_EQ(row.name, QStringLiteral("Name"));
    EXPECT_EQ(row.owner, QStringLiteral("org"));
    EXPECT_EQ(row.reason,
              QStringLiteral("model-00001-of-00002.safetensors and 1 more files are missing"));
}

}  // namespace
}  // namespace app
