#include "desktop/hub_rows.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

FoundModel qwen() {
    FoundModel model;
    model.id = "Qwen/Qwen3-8B";
    model.modelType = "qwen3";
    model.parameters = 8'000'000'000;
    model.changed = "2025-07-26T03:49:13.000Z";
    return model;
}

TEST(HubRows, SayWhetherAModelCanBeConverted) {
    FoundModel model = qwen();
    EXPECT_EQ(hubRowOf(model, nullptr).state, ui::RowState::ready);

    model.isSupported = false;
    model.whyNot = "The model type is not known.";
    const ui::HubRow row = hubRowOf(model, nullptr);

    EXPECT_EQ(row.state, ui::RowState::unsupported);
    EXPECT_EQ(row.reason, QStringLiteral("The model type is not known."));
}

TEST(HubRows, TellNoParametersOfWhatIsPacked) {
    FoundModel model;
    model.id = "mlx-community/Qwen3-8B-4bit";
    model.isMlx = true;
    model.parameters = 1'280'000'000;
    const ui::HubRow row = hubRowOf(model, nullptr);
    EXPECT_EQ(row.state, ui::RowState::alreadyMlx);
    EXPECT_EQ(row.parameters, 0U);
}

TEST(HubRows, SayHowMuchIsOnTheDisk) {
    LibraryEntry entry;
    EXPECT_EQ(hubRowOf(qwen(), nullptr).onDisk, ui::OnDisk::no);
    entry.model.state = quince::ModelState::incomplete;
    EXPECT_EQ(hubRowOf(qwen(), &entry).onDisk, ui::OnDisk::partly);
    entry.model.hasAllWeights = true;
    EXPECT_EQ(hubRowOf(qwen(), &entry).onDisk, ui::OnDisk::whole);
}

TEST(HubRows, NameOwnerAndDay) {
    const ui::HubRow row = hubRowOf(qwen(), nullptr);
    EXPECT_EQ(row.name, QStringLiteral("Qwen3-8B"));
    EXPECT_EQ(row.owner, QStringLiteral("Qwen"));
    EXPECT_FALSE(row.updated.isEmpty());
}

}  // namespace
}  // namespace app
