#include "cli/options.hpp"

#include "cli/budget_arguments.hpp"
#include "cli/exit_code.hpp"

#include <gtest/gtest.h>

namespace cli {
namespace {

using quince::ErrorCode;
using Arguments = std::vector<std::string>;

template <typename T>
T parsed(const Arguments& arguments) {
    auto result = parseArguments(arguments);
    if (!result) {
        ADD_FAILURE() << result.error().message;
        return {};
    }
    return std::get<T>(std::get<Options>(*result).command);
}

quince::Error errorOf(const Arguments& arguments) {
    auto result = parseArguments(arguments);
    return result ? quince::Error{ErrorCode::io, "no error", {}} : result.error();
}

TEST(Options, TakesTheFlagsOfMlxLm) {
    const auto convert =
        parsed<ConvertOptions>({"convert", "--hf-path", "org/m", "--mlx-path", "out", "-q",
                                "--q-bits", "3", "--q-group-size", "32", "--q-mode", "affine",
                                "--quant-predicate", "mixed_3_6", "--dtype", "float16"});

    EXPECT_EQ(convert.model.text, "org/m");
    EXPECT_EQ(convert.mlxPath, "out");
    EXPECT_TRUE(convert.recipe.quantize);
    EXPECT_EQ(convert.recipe.bits, 3);
    EXPECT_EQ(convert.recipe.groupSize, 32);
    EXPECT_EQ(convert.recipe.mixed, quince::MixedRecipe::mixed3_6);
    EXPECT_EQ(convert.recipe.dtype, quince::DType::f16);
}

TEST(Options, QualityIsOfQuantizing) {
    const auto quality =
        parsed<QualityOptions>({"quality", "m", "--q-bits", "3", "--sample-mb", "5"});

    EXPECT_EQ(quality.model.text, "m");
    EXPECT_TRUE(quality.recipe.quantize);
    EXPECT_EQ(quality.recipe.bits, 3);
    EXPECT_EQ(quality.sampleMegabytes, 5U);
    EXPECT_EQ(errorOf({"quality"}).code, ErrorCode::invalidArgument);
}

TEST(Options, TakesAValueAfterAnEqualsSign) {
    const auto convert =
        parsed<ConvertOptions>({"convert", "--model=org/m", "--quantize", "--q-bits=8"});

    EXPECT_EQ(convert.model.text, "org/m");
    EXPECT_EQ(convert.recipe.bits, 8);
}

TEST(Options, TakesTheModelWithoutAFlag) {
    const auto convert = parsed<ConvertOptions>({"convert", "folder"});

    EXPECT_EQ(convert.model.text, "folder");
    EXPECT_EQ(convert.mlxPath, "mlx_model");
    EXPECT_FALSE(convert.recipe.quantize);
}

TEST(Options, SaysWhatIsMissingOrNotKnown) {
    EXPECT_NE(errorOf({"convert", "-q"}).message.find("Name a model"), std::string::npos);
    EXPECT_NE(errorOf({"plan"}).message.find("Name a model"), std::string::npos);
    EXPECT_NE(errorOf({"convert", "m", "--frob"}).message.find("--frob"), std::string::npos);
    EXPECT_NE(errorOf({"frob"}).message.find("frob"), std::string::npos);
    EXPECT_NE(errorOf({}).message.find("Name a command"), std::string::npos);
}

TEST(Options, TakesOverridesInTheirOrder) {
    const auto convert = parsed<ConvertOptions>({"convert", "-q", "--override", "lm_head=8",
                                                 "--override=*.down_proj=6:32", "--override",
                                                 "embed=keep", "folder"});

    ASSERT_EQ(convert.recipe.overrides.size(), 3U);
    EXPECT_EQ(convert.recipe.overrides[0].pattern, "lm_head");
    EXPECT_EQ(convert.recipe.overrides[1].bits, 6);
    EXPECT_EQ(convert.recipe.overrides[1].groupSize, 32);
    EXPECT_FALSE(convert.recipe.overrides[2].bits);
    EXPECT_EQ(convert.model.text, "folder");
}

TEST(Options, AnswersTrustRemoteCodeWithANote) {
    auto result = parseArguments({"convert", "folder", "--trust-remote-code"});

    ASSERT_TRUE(result.ok());
    const Options& options = std::get<Options>(*result);
    ASSERT_EQ(options.notes.size(), 1U);
    EXPECT_NE(options.notes[0].find("not needed"), std::string::npos);
}

TEST(Options, NotesThatBitsWithoutQuantizeDoNothing) {
    auto result = parseArguments({"convert", "folder", "--q-bits", "8"});

    ASSERT_TRUE(result.ok());
    EXPECT_EQ(std::get<Options>(*result).notes.size(), 1U);
}

TEST(Options, LeaveTheVisionPartToTheModelUnlessTold) {
    for (const auto& [arguments, vision] :
         {std::pair{Arguments{"plan", "m"}, std::optional<quince::VisionChoice>()},
          std::pair{Arguments{"plan", "m", "--vision", "keep"},
                    std::optional(quince::VisionChoice::keep)},
          std::pair{Arguments{"plan", "m", "--vision", "drop"},
                    std::optional(quince::VisionChoice::drop)}}) {
        auto result = parseArguments(arguments);

        ASSERT_TRUE(result.ok());
        const auto& command = std::get<Options>(*result).command;
        EXPECT_EQ(std::get<PlanOptions>(command).recipe.vision, vision);
    }
}

TEST(Options, TakesASizeInsteadOfBits) {
    const auto size = parsed<ConvertOptions>({"convert", "m", "--target-size", "12.5 GB"});
    ASSERT_TRUE(size.budget);
    EXPECT_EQ(size.budget->bytes, 12'500'000'000U);
    EXPECT_TRUE(size.recipe.quantize);

    const auto bits = parsed<PlanOptions>({"plan", "m", "--target-bpw", "4.6"});
    EXPECT_EQ(bits.budget->bitsPerWeight, 4.6);

    const auto mac =
        parsed<ConvertOptions>({"convert", "m", "--target-mac", "16GB", "--context", "4096"});
    ASSERT_TRUE(mac.budget->mac);
    EXPECT_EQ(mac.budget->mac->ramBytes, std::uint64_t{16} << 30);
    EXPECT_EQ(mac.budget->mac->contextLength, 4096U);

    EXPECT_FALSE(parsed<ConvertOptions>({"convert", "m"}).budget);
    EXPECT_FALSE(parsed<ConvertOptions>({"convert", "m"}).recipe.quantize);
}

TEST(Options, CountsTheMemoryOfAMacInPowersOfTwo) {
    const auto ramOf = [](const char* text) {
        return parsed<PlanOptions>({"plan", "m", "--target-mac", text}).budget->mac->ramBytes;
    };
    for (const char* text : {"36GB", "36GiB", "36 g", "36864MB"}) {
        EXPECT_EQ(ramOf(text), std::uint64_t{36} << 30) << text;
    }
    EXPECT_EQ(ramOf("64GiB"), std::uint64_t{64} << 30);
    EXPECT_EQ(ramOf("0.5TB"), std::uint64_t{512} << 30);
}

TEST(Options, RefusesBitsThatATargetChooses) {
    for (const Arguments& said :
         {Arguments{"--q-bits", "8"}, Arguments{"--q-mode", "mxfp4"},
          Arguments{"--q-group-size", "32"}, Arguments{"--quant-predicate", "mixed_3_6"}}) {
        for (const Arguments& target :
             {Arguments{"--target-bpw", "5"}, Arguments{"--target-size", "1GB"},
              Arguments{"--target-mac", "16GB"}}) {
            for (const char* command : {"plan", "convert"}) {
                const quince::Error error =
                    errorOf({command, "m", said[0], said[1], target[0], target[1]});
                EXPECT_EQ(error.code, ErrorCode::invalidArgument) << error.message;
                EXPECT_TRUE(error.message.starts_with(said[0] + " contradicts " + target[0]))
                    << error.message;
            }
        }
    }
    // What a target leaves to the person.
    auto result = parseArguments(
        {"plan", "m", "--target-bpw", "5", "--q-bits-embedding", "8", "--override", "down_proj=6"});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const Options& options = std::get<Options>(*result);
    EXPECT_EQ(std::get<PlanOptions>(options.command).recipe.embeddingBits, 8);
    EXPECT_TRUE(options.notes.empty());
}

TEST(Options, RefusesTwoSizesAndWhatIsNone) {
    for (const Arguments& arguments :
         {Arguments{"convert", "m", "--target-size", "12GB", "--target-bpw", "4"},
          Arguments{"convert", "m", "--target-mac", "16GB", "--target-bpw", "4"},
          Arguments{"convert", "m", "--target-size", "12"},
          Arguments{"convert", "m", "--target-size", "big"},
          Arguments{"convert", "m", "--target-mac", "-3GB"}}) {
        EXPECT_EQ(errorOf(arguments).code, ErrorCode::invalidArgument) << arguments[3];
    }
}

TEST(BytesFromText, ReadsSizesAsPeopleWriteThem) {
    EXPECT_EQ(bytesFromText("12GB"), 12'000'000'000U);
    EXPECT_EQ(bytesFromText("1.5 gib"), 1'610'612'736U);
    EXPECT_EQ(bytesFromText("800 MB"), 800'000'000U);
    for (const char* text : {"", "GB", "12", "12 apples", "0GB", "-1GB", "nanGB", "1e300GB"}) {
        EXPECT_FALSE(bytesFromText(text)) << text;
    }
}

TEST(Options, TakesARevisionAndARepoToUploadTo) {
    const auto convert = parsed<ConvertOptions>(
        {"convert", "org/m", "--revision", "v1", "--upload-repo", "me/m-4bit"});
    const auto plan = parsed<PlanOptions>({"plan", "org/m", "--revision", "v1"});

    EXPECT_EQ(convert.model.revision, "v1");
    EXPECT_EQ(convert.uploadRepo, "me/m-4bit");
    EXPECT_EQ(plan.model.revision, "v1");
}

TEST(Options, TakesTheCommandsOfTheHub) {
    const auto search =
        parsed<SearchOptions>({"search", "qwen", "8b", "--sort", "likes", "--limit", "5"});
    const auto download = parsed<DownloadOptions>({"download", "org/m@v1"});
    const auto upload = parsed<UploadOptions>({"upload", "folder", "me/m"});
    const auto open = parsed<UploadOptions>({"upload", "folder", "me/m", "--public"});

    EXPECT_EQ(search.words, "qwen 8b");
    EXPECT_EQ(search.sort, "likes");
    EXPECT_EQ(search.limit, 5U);
    EXPECT_EQ(download.model.text, "org/m@v1");
    EXPECT_EQ(upload.folder, "folder");
    EXPECT_EQ(upload.repo, "me/m");
    EXPECT_FALSE(upload.isPublic);
    EXPECT_TRUE(open.isPublic);
    EXPECT_FALSE(parsed<LoginOptions>({"login", "--check"}).readsToken);
}

TEST(Options, TakesTheRefinedMethodAndItsImportance) {
    const auto convert = parsed<ConvertOptions>(
        {"convert", "m", "-q", "--method", "refined", "--imatrix", "some.gguf"});

    EXPECT_EQ(convert.recipe.method, quince::QuantMethod::refined);
    EXPECT_EQ(convert.recipe.importance, "some.gguf");
}

TEST(Options, RefusesWhatCannotBe) {
    for (const Arguments& arguments :
         {Arguments{},
          Arguments{"fly"},
          Arguments{"convert"},
          Arguments{"plan"},
          Arguments{"convert", "m", "--q-bits", "four"},
          Arguments{"convert", "m", "--no-such"},
          Arguments{"convert", "m", "--dtype", "int8"},
          Arguments{"convert", "m", "-q", "--q-bits", "7"},
          Arguments{"convert", "m", "-q", "--override", "nothing"},
          Arguments{"convert", "m", "--to-lm-studio", "--mlx-path", "x"},
          Arguments{"convert", "m", "--publisher", "me"},
          Arguments{"convert", "m", "-q", "--also", "7bit"},
          Arguments{"convert", "m", "-q", "--also", "nothing"},
          Arguments{"convert", "m", "--to-lm-studio", "--name", "x", "--also", "8bit"},
          Arguments{"convert", "m", "--threads", "0"},
          Arguments{"verify"},
          Arguments{"convert", "m", "--upload-repo", "not a repo"},
          Arguments{"convert", "m", "-q", "--upload-repo", "me/m", "--also", "8bit"},
          Arguments{"search", "x", "--sort", "age"},
          Arguments{"search", "x", "--limit", "0"},
          Arguments{"download"},
          Arguments{"upload", "folder"},
          Arguments{"upload", "folder", "../m"},
          Arguments{"upload", "folder", "me/m", "--public", "--private"},
          Arguments{"login", "hf_aToken"}}) {
        const quince::Error error = errorOf(arguments);
        EXPECT_EQ(error.code, ErrorCode::invalidArgument)
            << (arguments.empty() ? "" : arguments.back()) << ": " << error.message;
        EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
    }
}

TEST(Options, ToLmStudioTakesPublisherAndName) {
    const auto convert = parsed<ConvertOptions>(
        {"convert", "m", "--to-lm-studio", "--publisher", "me", "--name", "M-4bit"});

    EXPECT_TRUE(convert.toLmStudio);
    EXPECT_TRUE(convert.mlxPath.empty());
    EXPECT_EQ(convert.publisher, "me");
    EXPECT_EQ(convert.name, "M-4bit");
}

TEST(Options, TakesFurtherRecipesThatFollowTheFirst) {
    const auto convert =
        parsed<ConvertOptions>({"convert", "m", "-q", "--also", "8bit", "--also", "bf16",
                                "--override", "lm_head=8", "--vision", "drop"});

    ASSERT_EQ(convert.also.size(), 2U);
    EXPECT_EQ(convert.also[0].bits, 8);
    EXPECT_EQ(convert.also[0].overrides, convert.recipe.overrides);
    EXPECT_FALSE(convert.also[1].quantize);
    EXPECT_EQ(convert.also[1].vision, quince::VisionChoice::drop);
    EXPECT_EQ(convert.model.text, "m");
}

TEST(Options, GivesHelpWithTheExitCodes) {
    for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"convert", "--help"}}) {
        auto result = parseArguments(arguments);
        ASSERT_TRUE(result.ok());
        const std::string text = std::get<Words>(*result).text;
        EXPECT_NE(text.find("4 stopped"), std::string::npos) << text;
        EXPECT_NE(text.find("8 a token"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace cli
