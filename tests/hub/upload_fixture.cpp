#include "hub/upload_fixture.hpp"

#include <chrono>

namespace hub::test {

namespace fs = std::filesystem;

using quince::test::contentOf;

UploadTest::UploadTest() {
    order.folder = folder;
    order.repoId = "org/new";
    options.notes = scratch / "notes";
    options.retry.jitter = [] { return 0.0; };
    write("config.json", R"({"model_type":"llama"})");
    write("tokenizer.json", R"({"model":{}})");
    write("README.md", "---\nlicense: mit\n---\n# A model\n");
    write("extra/notes.txt", "nested");
    write("empty.txt", "");
    write(small, weights(1, 30'000).all().toStdString());
    write(large, weights(2, 1'000'001).all().toStdString());
}

void UploadTest::write(const std::string& name, const std::string& text) {
    const fs::path file = scratch.write("model/" + name, text);
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

quince::Result<Uploaded> UploadTest::upload(const char* token) {
    return runUpload(order, environment, Token::fromText(token), waiter, options, progress,
                     stop.token());
}

quince::Error UploadTest::failure(const char* token) {
    const auto uploaded = upload(token);
    EXPECT_FALSE(uploaded.ok());
    return uploaded ? quince::Error() : uploaded.error();
}

std::size_t UploadTest::commits() {
    std::size_t count = 0;
    hub.with([&](fake::HubState& state) {
        const fake::Repo* repo = state.findRepo("org/new");
        count = repo != nullptr ? repo->commits.size() : 0;
    });
    return count;
}

void UploadTest::expectWhole() {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_regular_file()) {
            const auto file = hub.file("org/new", QByteArray::fromStdString(path));
            ASSERT_TRUE(file.has_value()) << path;
            EXPECT_EQ(file->content.all().toStdString(), contentOf(entry.path())) << path;
        }
    }
    EXPECT_EQ(commits(), 2U);
    EXPECT_TRUE(hub.leaks().empty());
    EXPECT_EQ(progress.counters.state, quince::ConversionState::succeeded);
    EXPECT_EQ(progress.counters.bytesDone, progress.counters.bytesTotal);
    EXPECT_EQ(progress.waitingForServer, 0U);
}

void UploadTest::expectNothingPublished() {
    EXPECT_LE(commits(), 1U) << "the one that a new repo is made with";
    EXPECT_TRUE(hub.leaks().empty());
}

}  // namespace hub::test
