#pragma once

#include "hub/client_support.hpp"
#include "hub/download_fixture.hpp"
#include "hub/upload.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace hub::test {

/// A model folder of two shards, one of them large enough for parts, and a Hub without the repo.
class UploadTest : public testing::Test {
protected:
    static constexpr auto small = "model-00001-of-00002.safetensors";
    static constexpr auto large = "model-00002-of-00002.safetensors";
    static constexpr auto batchWords = "POST /org/new.git/info/lfs/objects/batch";
    static constexpr auto commitWords = "POST /api/models/org/new/commit/main";
    static constexpr auto preuploadWords = "POST /api/models/org/new/preupload/main";

    UploadTest();

    /// With a time long gone, so that its hash is remembered.
    void write(const std::string& name, const std::string& text);
    quince::Result<Uploaded> upload(const char* token = fake::Hub::writeToken);
    /// Runs it and expects it to fail so.
    quince::Error failure(const char* token = fake::Hub::writeToken);

    /// The repo has the folder's files in one commit on top of the first, and no token went astray.
    void expectWhole();
    /// Nobody sees anything of the model.
    void expectNothingPublished();
    [[nodiscard]] std::size_t count(const QByteArray& words) {
        return hub.server().requests(words).size();
    }
    [[nodiscard]] std::size_t commits();

    fake::Hub hub;
    quince::test::TempFolder scratch;
    std::filesystem::path folder = scratch / "model";
    HubEnvironment environment = environmentOf(hub.server());
    InstantWaiter waiter;
    UploadOrder order;
    UploadOptions options;
    UploadProgress progress;
    quince::StopSource stop;
};

}  // namespace hub::test
