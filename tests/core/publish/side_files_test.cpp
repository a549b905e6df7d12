#include "core/model/fake_cache.hpp"

#include <quince/side_files.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace quince {
namespace {

using test::readFile;
using test::writeFile;
namespace fs = std::filesystem;
using Code = SideFileWarningCode;

class SideFilesOf : public testing::Test {
protected:
    SideFilesOf() { fs::create_directories(model); }

    void put(const std::string& name, const std::string& content = "x") const {
        writeFile(model / name, content);
    }
    [[nodiscard]] SideFiles list(std::string_view name = "m") const {
        return *listSideFiles(model, name);
    }
    [[nodiscard]] std::vector<std::string> carried() const {
        std::vector<std::string> names;
        for (const SideFile& file : list().carried) {
            names.push_back(file.name);
        }
        return names;
    }

    test::ScratchFolder scratch;
    fs::path model = scratch.path() / "model";
    fs::path result = scratch.path() / "result";
};

TEST_F(SideFilesOf, TakesAlongWhatTheResultNeeds) {
    const std::vector<std::string> names{"LICENSE",
                                         "NOTICE.txt",
                                         "USE_POLICY.md",
                                         "added_tokens.json",
                                         "additional_chat_templates/rag.jinja",
                                         "chat_template.jinja",
                                         "chat_template.json",
                                         "generation_config.json",
                                         "merges.txt",
                                         "modeling_x.py",
                                         "preprocessor_config.json",
                                         "processor_config.json",
                                         "qwen.tiktoken",
                                         "special_tokens_map.json",
                                         "spiece.model",
                                         "tokenizer.json",
                                         "tokenizer.model",
                                         "tokenizer_config.json",
                                         "video_preprocessor_config.json",
                                         "vocab.json",
                                         "vocab.txt"};
    for (const std::string& name : names) {
        put(name);
    }

    EXPECT_EQ(carried(), names);
    EXPECT_TRUE(list().leftOut.empty());
    EXPECT_EQ(list().bytes(), names.size());
}

TEST_F(SideFilesOf, LeavesTheRest) {
    for (const char* name :
         {"config.json", "README.md", ".gitattributes", "model.safetensors", "model.gguf",
          "model-00001-of-00002.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
          "pytorch_model.bin.index.json", "consolidated.00.pth", "tf_model.h5",
          "flax_model.msgpack", "onnx/config.json", "onnx/model.onnx", "original/tokenizer.model",
          "original/params.json", "quantize_config.json", "picture.png", "chat_templates/run.py"}) {
        put(name);
    }
    put(".cache/huggingface/download/tokenizer.json.metadata");
    put(".git/config");

    EXPECT_TRUE(carried().empty());
    EXPECT_EQ(list().leftOut.size(), 19U);
}

TEST_F(SideFilesOf, CopiesContentsThroughLinksAndMakesThemWritable) {
    const std::string hash(64, 'a');
    const fs::path blob = scratch.path() / "blobs" / hash;
    writeFile(blob, "content");
    fs::permissions(blob, fs::perms::owner_read);
    fs::create_symlink(blob, model / "tokenizer.json");
    put("chat_templates/tool.jinja", "{{ x }}");
    writeFile(scratch.path() / "precious", "precious");
    fs::create_directories(result);
    fs::create_symlink(scratch.path() / "precious", result / "tokenizer.json");

    const Status status = copySideFiles(model, list().carried, result, {});

    ASSERT_TRUE(status.ok()) << status.error().message;
    EXPECT_FALSE(fs::is_symlink(result / "tokenizer.json"));
    EXPECT_EQ(readFile(result / "tokenizer.json"), "content");
    EXPECT_EQ(readFile(result / "chat_templates/tool.jinja"), "{{ x }}");
    EXPECT_EQ(readFile(scratch.path() / "precious"), "precious");
    EXPECT_NE(fs::status(result / "tokenizer.json").permissions() & fs::perms::owner_write,
              fs::perms::none);
}

TEST_F(SideFilesOf, NeverCarriesOffFilesFromOutside) {
    writeFile(scratch.path() / "id_rsa", "secret");
    fs::create_symlink("../id_rsa", model / "tokenizer.json");
    fs::create_symlink("gone", model / "vocab.json");
    fs::create_symlink("loop.json", model / "loop.json");

    EXPECT_TRUE(carried().empty());
    EXPECT_TRUE(list().hasWarning(Code::unsafeLink));
    EXPECT_EQ(list().leftOut.size(), 3U);
    EXPECT_FALSE(copySideFiles(model, {{"tokenizer.json"}}, result, {}).ok());
    EXPECT_FALSE(copySideFiles(model, {{"../id_rsa"}}, result, {}).ok());
}

TEST_F(SideFilesOf, WarnsOfAMissingOrSlowTokenizer) {
    put("tokenizer_config.json", "{}");
    put("special_tokens_map.json", "{}");
    EXPECT_TRUE(list().hasWarning(Code::noTokenizer));

    put("tokenizer.model");
    EXPECT_FALSE(list().hasWarning(Code::noTokenizer));
    EXPECT_TRUE(list().hasWarning(Code::onlySlowTokenizer));

    put("tokenizer.json");
    EXPECT_FALSE(list().hasWarning(Code::onlySlowTokenizer));
}

TEST_F(SideFilesOf, WarnsOfAMissingChatTemplate) {
    put("tokenizer_config.json", R"({"chat_template":null})");
    EXPECT_TRUE(list("Qwen3-8B-Base").hasWarning(Code::noChatTemplate));
    EXPECT_TRUE(list("Llama-3.2-1B-Instruct").hasWarning(Code::chatModelWithoutTemplate));
    EXPECT_TRUE(list("gemma-3-4b-it").hasWarning(Code::chatModelWithoutTemplate));

    put("tokenizer_config.json", R"({"chat_template":"{{ messages }}"})");
    EXPECT_FALSE(list("gemma-3-4b-it").hasWarning(Code::chatModelWithoutTemplate));

    put("tokenizer_config.json", R"({"chat_template":[{"name":"default","template":"x"}]})");
    EXPECT_FALSE(list("Qwen3-8B-Base").hasWarning(Code::noChatTemplate));

    fs::remove(model / "tokenizer_config.json");
    put("chat_template.jinja");
    EXPECT_FALSE(list("Qwen3-8B-Base").hasWarning(Code::noChatTemplate));
}

TEST_F(SideFilesOf, SaysThatCodeIsOnlyCarried) {
    EXPECT_FALSE(list().hasWarning(Code::carriesCode));
    put("modeling_x.py");
    EXPECT_TRUE(list().hasWarning(Code::carriesCode));
}

TEST_F(SideFilesOf, StopsWhenAsked) {
    put("tokenizer.json");
    StopSource source;
    source.requestStop();

    const Status status = copySideFiles(model, list().carried, result, source.token());

    EXPECT_EQ(status.error().code, ErrorCode::stopped);
    EXPECT_FALSE(fs::exists(result / "tokenizer.json"));
}

TEST_F(SideFilesOf, SaysThatTheFolderIsNotThere) {
    EXPECT_EQ(listSideFiles(scratch.path() / "absent", "m").error().code, ErrorCode::notFound);
}

}  // namespace
}  // namespace quince
