#include "cli/run_program.hpp"
#include "support/fake_hub/lm_studio.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cli::test {
namespace {

using nlohmann::json;
using quince::test::TempFolder;

const std::string sample = QUINCE_RESOURCES "/sample/Quince-Sample";

ProgramResult convert(const TempFolder& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"convert", sample, "-q", "--to-lm-studio"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::filesystem::create_directories(folder / "home");
    return runProgram(QUINCE_CLI, arguments,
                      {{"HOME", (folder / "home").string()}, {"HF_HUB_OFFLINE", "1"}},
                      folder.path());
}

/// Where LM Studio notes the port of its server.
void notePort(const TempFolder& folder, const fake::LmStudio& studio) {
    folder.write("home/.lmstudio/.internal/http-server-config.json",
                 R"({"port": )" + std::to_string(studio.endpoint().port()) + "}");
}

TEST(LmStudioProgram, SaysThatLmStudioListsTheResult) {
    const TempFolder folder;
    fake::LmStudio studio;
    studio.setModels({{.publisher = "local", .name = "Quince-Sample-MLX-4bit"}});
    notePort(folder, studio);

    const ProgramResult result = convert(folder);

    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_NE(result.err.find("LM Studio lists Quince-Sample-MLX-4bit as quince-sample-mlx-4bit."),
              std::string::npos)
        << result.err;
    const ProgramResult object = convert(folder, {"--json", "--force"});
    EXPECT_EQ(json::parse(object.out)["lm_studio"],
              (json{{"state", "listed"}, {"key", "quince-sample-mlx-4bit"}}))
        << object.out;
}

TEST(LmStudioProgram, SaysNothingOfAnLmStudioThatDoesNotRun) {
    const TempFolder folder;

    const ProgramResult object = convert(folder, {"--json"});

    EXPECT_EQ(object.err.find("LM Studio"), std::string::npos) << object.err;
    EXPECT_EQ(json::parse(object.out)["lm_studio"], (json{{"state", "not_running"}})) << object.out;
}

}  // namespace
}  // namespace cli::test
