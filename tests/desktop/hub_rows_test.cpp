#include "desktop/hub_rows.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

ui::HubRow rowOfType(const char* type, const LibraryEntry* local = nullptr) {
    FoundModel model;
    model.id = "Qwen/Qwen3-8B";
    model.modelType = type;
    model.parameters = 8'000'000'000;
    model.changed = "2025-07-26T03:49:13.000Z";
    return hubRowOf(model, local, *quince::ArchitectureLibrary::builtIn());
}

TEST(HubRows, SayWhetherAModelCanBeConverted) {
    EXPECT_EQ(rowOfType("qwen3").state, ui::RowState::ready);
    EXPECT_EQ(rowOfType("").state, ui::RowState::ready) << "not known yet is no refusal";
    const ui::HubRow row = rowOfType("unheard_of");
    EXPECT_EQ(row.state, ui::RowState::unsupported);
    EXPECT_EQ(row.reason, QStringLiteral("model type unheard_of is not known"));
}

TEST(HubRows, TellNoParametersOfWhatIsPacked) {
    FoundModel model;
    model.id = "mlx-community/Qwen3-8B-4bit";
    model.isMlx = true;
    model.parameters = 1'280'000'000;
    const ui::HubRow row = hubRowOf(model, nullptr, *quince::ArchitectureLibrary::builtIn());
    EXPECT_EQ(row.state, ui::RowState::alreadyMlx);
    EXPECT_EQ(row.parameters, 0U);
}

TEST(HubRows, SayHowMuchIsOnTheDisk) {
    LibraryEntry entry;
    EXPECT_EQ(rowOfType("qwen3").onDisk, ui::OnDisk::no);
    entry.model.state = quince::ModelState::incomplete;
    EXPECT_EQ(rowOfType("qwen3", &entry).onDisk, ui::OnDisk::partly);
    entry.model.hasAllWeights = true;
    EXPECT_EQ(rowOfType("qwen3", &entry).onDisk, ui::OnDisk::whole);
}

TEST(HubRows, NameOwnerAndDay) {
    const ui::HubRow row = rowOfType("qwen3");
    EXPECT_EQ(row.name, QStringLiteral("Qwen3-8B"));
    EXPECT_EQ(row.owner, QStringLiteral("Qwen"));
    EXPECT_FALSE(row.updated.isEmpty());
}

}  // namespace
}  // namespace app
