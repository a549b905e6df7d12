#include "hub/digest.hpp"

#include "support/sha256.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using hub::Digest;
using hub::DigestKind;

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string gitSha1(std::string_view text) {
    Digest digest(DigestKind::gitSha1, text.size());
    digest.add(bytesOf(text));
    return digest.hex();
}

TEST(Digest, IsKnownByTheFormOfTheName) {
    EXPECT_EQ(hub::digestKindOf(std::string(64, 'a')), DigestKind::sha256);
    EXPECT_EQ(hub::digestKindOf(std::string(40, '0')), DigestKind::gitSha1);
    EXPECT_EQ(hub::digestKindOf(std::string(40, 'A')), DigestKind::none);
    EXPECT_EQ(hub::digestKindOf(std::string(41, 'a')), DigestKind::none);
    EXPECT_EQ(hub::digestKindOf(std::string(63, 'a') + "g"), DigestKind::none);
    EXPECT_EQ(hub::digestKindOf(""), DigestKind::none);
}

// Expected: git hash-object.
TEST(Digest, NamesSmallFilesAsGitDoes) {
    EXPECT_EQ(gitSha1(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    EXPECT_EQ(gitSha1("{\"model_type\": \"llama\"}\n"), "9eddb62b076f586b2186445e7872e5a05f0dfe06");
}

TEST(Digest, OfPiecesIsThatOfTheWhole) {
    std::vector<std::byte> bytes(100'003);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::byte>(i * 31 >> 3);
    }
    const std::span<const std::byte> all(bytes);
    Digest digest(DigestKind::sha256, bytes.size());

    digest.add(all.first(1));
    digest.add(all.subspan(1, 70'000));
    const std::string ofPart = digest.hex();
    digest.add(all.subspan(70'001));

    EXPECT_EQ(ofPart, quince::test::sha256(all.first(70'001)));
    EXPECT_EQ(digest.hex(), quince::test::sha256(all));
}

TEST(Digest, BeginsAnew) {
    Digest digest(DigestKind::gitSha1, 0);
    digest.add(bytesOf("something else"));

    digest.reset();

    EXPECT_EQ(digest.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST(Digest, OfAnUnknownKindIsEmpty) {
    Digest digest(DigestKind::none, 3);
    digest.add(bytesOf("abc"));
    digest.reset();

    EXPECT_EQ(digest.hex(), "");
}

}  // namespace
