#include "desktop/destination_rules.hpp"

#include "desktop/test_models.hpp"

#include <QFileInfo>

#include <gtest/gtest.h>

namespace app {
namespace {

using quince::Severity;
using test::TempFolder;

ui::Destination named(const char* publisher, const char* name) {
    ui::Destination destination;
    destination.publisher = QString::fromLatin1(publisher);
    destination.name = QString::fromLatin1(name);
    return destination;
}

TEST(DestinationRules, PutModelsUnderTheirPublisher) {
    const TempFolder folder;
    DestinationContext context;
    context.modelsFolder = folder / "models";

    const ui::DestinationView view =
        judgeDestination(named("Qwen", "Qwen3-8B-MLX-4bit"), context, 1000, 0);

    EXPECT_EQ(view.path, test::text(folder / "models/Qwen/Qwen3-8B-MLX-4bit"));
    EXPECT_EQ(view.severity, Severity::note);
    EXPECT_FALSE(view.exists);
    ASSERT_TRUE(view.bytesFreeAfter);
    EXPECT_GT(*view.bytesFreeAfter, 0);
}

TEST(DestinationRules, AskBeforeAnExistingModelIsReplaced) {
    const TempFolder folder;
    folder.write("models/me/M/config.json", "{}");
    DestinationContext context;
    context.modelsFolder = folder / "models";
    ui::Destination destination = named("me", "M");

    EXPECT_EQ(judgeDestination(destination, context, 1000, 0).severity, Severity::error);
    EXPECT_TRUE(judgeDestination(destination, context, 1000, 0).exists);
    destination.replace = true;
    EXPECT_EQ(judgeDestination(destination, context, 1000, 0).severity, Severity::warning);
}

TEST(DestinationRules, SayWhenTheDiskIsTooSmall) {
    const TempFolder folder;
    DestinationContext context;
    context.modelsFolder = folder / "models";
    constexpr quint64 exabyte = 1'000'000'000'000'000'000;

    const ui::DestinationView view = judgeDestination(named("me", "M"), context, exabyte, 0);

    EXPECT_EQ(view.severity, Severity::error);
    EXPECT_LT(view.bytesFreeAfter.value_or(0), 0);
    EXPECT_EQ(judgeDestination(named("me", "M"), context, exabyte, exabyte).severity,
              Severity::note)
        << "what is there already needs no room";
}

TEST(DestinationRules, RefuseAFolderThatCannotBeWrittenTo) {
    const TempFolder folder;
    std::filesystem::create_directory(folder / "models");
    std::filesystem::permissions(
        folder / "models", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    if (QFileInfo(test::text(folder / "models")).isWritable()) {
        GTEST_SKIP() << "this user may write everywhere";
    }
    DestinationContext context;
    context.modelsFolder = folder / "models";

    EXPECT_EQ(judgeDestination(named("me", "M"), context, 1000, 0).severity, Severity::error);
}

TEST(DestinationRules, RefuseNamesThatCannotBe) {
    const TempFolder folder;
    DestinationContext context;
    context.modelsFolder = folder / "models";
    ui::Destination elsewhere = named("", "../escape");
    elsewhere.kind = ui::DestinationKind::folder;
    elsewhere.parentFolder = test::text(folder.path());

    for (const ui::Destination& destination :
         {named("me", ""), named("a/b", "M"), named("me", ".."), elsewhere}) {
        const ui::DestinationView view = judgeDestination(destination, context, 1, 0);
        EXPECT_EQ(view.severity, Severity::error) << destination.name.toStdString();
        EXPECT_TRUE(view.path.isEmpty());
        EXPECT_FALSE(view.message.isEmpty());
    }
}

TEST(DestinationRules, NeedLmStudioOrAnotherFolder) {
    const TempFolder folder;

    EXPECT_TRUE(modelsFolderOf({}, test::emptyHome(folder)).empty());
    EXPECT_EQ(judgeDestination(named("me", "M"), {}, 1, 0).severity, Severity::error);
    EXPECT_EQ(modelsFolderOf(QStringLiteral("/mine"), test::emptyHome(folder)), "/mine");
}

}  // namespace
}  // namespace app
