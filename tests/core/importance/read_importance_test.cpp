#include "core/importance/imatrix.hpp"
#include "support/temp_folder.hpp"

#include <quince/importance.hpp>
#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace quince {
namespace {

namespace fs = std::filesystem;
using test::contentOf;
using test::TempFolder;

const fs::path folder = QUINCE_TEST_DATA "/importance";

Result<std::shared_ptr<const ImportanceData>> read(const fs::path& path) {
    return readImportance(path, {});
}

/// What llama.cpp's tools would use, each raised by a thousandth of the mean of its matrix.
std::vector<float> expected(const std::string& name, std::size_t matrices) {
    const auto reader = SafetensorsReader::open(folder / "m_imatrix_expect.safetensors");
    EXPECT_TRUE(reader.ok());
    const std::vector<std::byte> bytes = reader->readTensor(name).value();
    std::vector<float> values(bytes.size() / 4);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    const std::size_t columns = values.size() / matrices;
    for (std::size_t first = 0; first < values.size(); first += columns) {
        double sum = 0;
        for (std::size_t i = first; i < first + columns; ++i) {
            sum += values[i];
        }
        for (std::size_t i = first; i < first + columns; ++i) {
            values[i] += static_cast<float>(sum / static_cast<double>(columns) / 1000);
        }
    }
    return values;
}

void expectGolden(const char* file) {
    const auto data = read(folder / file);
    ASSERT_TRUE(data.ok()) << data.error().message;
    ASSERT_EQ((*data)->entries.size(), 2U);
    for (const char* name : {"blk.0.attn_q", "blk.0.ffn_down_exps"}) {
        const std::size_t matrices = std::string(name).ends_with("_exps") ? 3 : 1;
        const std::vector<float> wanted = expected(std::string(name) + ".weight", matrices);
        const MeanSquares found = raised((*data)->entries.at(name), matrices);
        const std::vector<float>& values = *found.values;
        ASSERT_EQ(values.size(), wanted.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            EXPECT_NEAR(values[i], wanted[i], wanted[i] * 1e-6F) << name << " " << i;
        }
    }
}

TEST(ReadImportance, KnowsTheSameDataInOtherFiles) {
    const TempFolder other;
    fs::copy_file(folder / "m_imatrix.dat", other / "renamed.dat");
    const auto data = read(folder / "m_imatrix.dat");
    const auto same = read(other / "renamed.dat");
    const auto further = read(folder / "m_imatrix.gguf");
    ASSERT_TRUE(data.ok() && same.ok() && further.ok());

    EXPECT_EQ((*data)->hash.size(), 32U);
    EXPECT_EQ((*data)->hash, (*same)->hash);
    const bool alike = (*data)->entries.begin()->second.values->front() ==
                       (*further)->entries.begin()->second.values->front();
    EXPECT_TRUE(alike || (*data)->hash != (*further)->hash);
}

TEST(ReadImportance, SaysThatAFileIsNotThere) {
    const auto data = read(folder / "none.gguf");
    ASSERT_FALSE(data.ok());
    EXPECT_EQ(data.error().code, ErrorCode::notFound);
    EXPECT_NE(data.error().message.find("none.gguf, which is to weigh the inputs, is not there"),
              std::string::npos)
        << data.error().message;
}

TEST(ReadImportance, ReadsTheOlderFormOfLlamaCpp) {
    expectGolden("m_imatrix.dat");
}

TEST(ReadImportance, ReadsTheGgufOfLlamaCpp) {
    expectGolden("m_imatrix.gguf");
    EXPECT_EQ((*read(folder / "m_imatrix.gguf"))->entries.at("blk.0.ffn_down_exps").matrices, 3U);
}

/// Every beginning of a file is refused, and no change of one byte asks for more memory than the
/// file has or crashes.
void expectRobust(const char* file) {
    const std::string whole = contentOf(folder / file);
    const TempFolder temp;
    const std::size_t needed =
        std::string(file).ends_with(".dat") ? whole.size() - 19 : whole.size();
    for (std::size_t length = 0; length < needed; length += 3) {
        EXPECT_FALSE(read(temp.write("cut", whole.substr(0, length))).ok()) << length;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(0xFF);
        static_cast<void>(read(temp.write("changed", changed)));
    }
}

TEST(ReadImportance, SurvivesDamagedFiles) {
    expectRobust("m_imatrix.dat");
    expectRobust("m_imatrix.gguf");
}

TEST(ReadImportance, RefusesAnotherGguf) {
    std::string model = contentOf(folder / "m_imatrix.gguf");
    model.replace(model.find("imatrix"), 7, "modelxx");
    const TempFolder temp;

    const auto data = read(temp.write("model.gguf", model));

    ASSERT_FALSE(data.ok());
    EXPECT_EQ(data.error().code, ErrorCode::unsupported);
}

/// An imatrix of `count` matrices that all say to lie in the same `columns` floats.
std::string sharedData(std::uint64_t count, std::uint64_t columns) {
    std::string bytes("GGUF\3\0\0\0", 8);
    const auto number = [&](auto value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    const auto text = [&](const std::string& value) {
        number(std::uint64_t{value.size()});
        bytes += value;
    };
    number(2 * count);
    number(std::uint64_t{1});
    text("general.type");
    number(std::uint32_t{8});
    text("imatrix");
    for (std::uint64_t i = 0; i < 2 * count; ++i) {
        text("blk." + std::to_string(i / 2) + (i % 2 == 0 ? ".a.in_sum2" : ".a.counts"));
        number(std::uint32_t{1});
        number(i % 2 == 0 ? columns : std::uint64_t{1});
        number(std::uint32_t{0});
        number(std::uint64_t{i % 2 == 0 ? 0 : 4 * columns});
    }
    bytes.resize((bytes.size() + 31) / 32 * 32);
    for (std::uint64_t i = 0; i <= columns; ++i) {
        number(1.0F);
    }
    return bytes;
}

TEST(ReadImportance, RefusesTensorsThatShareTheirData) {
    const TempFolder temp;

    const auto one = read(temp.write("one.gguf", sharedData(1, 4)));
    const auto two = read(temp.write("two.gguf", sharedData(2, 4)));

    EXPECT_TRUE(one.ok()) << one.error().message;
    ASSERT_FALSE(two.ok());
    EXPECT_EQ(two.error().code, ErrorCode::malformed);
    EXPECT_EQ(two.error().message, "two.gguf says that it holds more than it can");
}

std::string safetensors(const std::string& name, const Shape& shape,
                        const std::vector<float>& values) {
    const std::vector<TensorSpec> specs{{name, DType::f32, shape}};
    const std::string header = encodeSafetensorsHeader(specs, {});
    return header + std::string(reinterpret_cast<const char*>(values.data()), values.size() * 4);
}

TEST(ReadImportance, AveragesTheSquaresOfActivations) {
    const TempFolder temp;
    temp.write("in/a.safetensors",
               safetensors("model.layers.0.mlp.up_proj.weight", {2, 3}, {1, 2, 0, 3, 2, 0}));
    temp.write("in/b.safetensors", safetensors("lm_head", {3}, {4, 2, 6}));

    const auto data = read(temp / "in");

    ASSERT_TRUE(data.ok()) << data.error().message;
    const float least = 3.0F / 1000;  // a thousandth of the mean
    const auto valuesOf = [&](const char* name) {
        return *raised((*data)->entries.at(name), 1).values;
    };
    EXPECT_EQ(valuesOf("model.layers.0.mlp.up_proj"),
              (std::vector<float>{5 + least, 4 + least, least}));
    EXPECT_FLOAT_EQ(valuesOf("lm_head").at(0), 4.004F);
}

TEST(ReadImportance, RaisesEachMatrixOfAStackByItsOwnMean) {
    const std::vector<float> small{1e-6F, 3e-6F, 1, 1, 0, 0};  // the second expert was not used
    const TempFolder temp;
    const auto data = read(temp.write("x.safetensors", safetensors("a", {3, 1, 2}, small)));
    ASSERT_TRUE(data.ok()) << data.error().message;

    const auto expectRaised = [](const MeanSquares& squares) {
        EXPECT_EQ(squares.matrices, 3U);
        EXPECT_FLOAT_EQ(squares.values->at(0), 1e-6F + 2e-9F);
        EXPECT_FLOAT_EQ(squares.values->at(1), 3e-6F + 2e-9F);
        EXPECT_FLOAT_EQ(squares.values->at(2), 1.001F);
        EXPECT_EQ(squares.values->at(4), 1);
    };
    expectRaised((*data)->entries.at("a"));
    expectRaised(raised((*data)->entries.at("a"), 3));  // once only
    // As files have it that do not tell how many matrices these are.
    expectRaised(raised({1, std::make_shared<const std::vector<float>>(small)}, 3));
}

TEST(ReadImportance, RefusesWhatIsNoMeasure) {
    const TempFolder temp;
    const auto refusal = [&](const std::string& content) {
        const auto data = read(temp.write("x.safetensors", content));
        return data ? ErrorCode::io : data.error().code;
    };

    EXPECT_EQ(refusal(safetensors("a", {2}, {1, -1})), ErrorCode::malformed);
    EXPECT_EQ(refusal(safetensors("a", {2}, {1, std::numeric_limits<float>::infinity()})),
              ErrorCode::malformed);
    EXPECT_EQ(refusal(safetensors("a", {1, 2, 1}, {1, 1})), ErrorCode::malformed);
    EXPECT_EQ(refusal(safetensors("a", {2}, {0, 0})), ErrorCode::malformed);
    EXPECT_EQ(read(temp / "nothing").error().code, ErrorCode::notFound);
}

}  // namespace
}  // namespace quince
