#include "hub/hub_api_fixture.hpp"

namespace hub {
namespace {

using quince::ErrorCode;
using test::codeOf;

/// Answers that are larger than any that the Hub gives.
class HubApiLimits : public test::HubApiTest {
protected:
    static constexpr qsizetype tenMegabytes = 10'000'000;
    const QByteArray sha = QByteArray(40, 'a');
};

TEST_F(HubApiLimits, TakesALongAnswerThatIsSound) {
    answerOnce("/api/models/org/model/revision/main", R"({"id":"org/model","sha":")" + sha +
                                                          R"(","notes":")" +
                                                          QByteArray(tenMegabytes, 'x') + R"("})");

    const auto model = api.modelInfo("org/model", "main", {});

    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->sha, sha.toStdString());
}

TEST_F(HubApiLimits, RefusesALongAnswerThatIsNot) {
    for (const QByteArray& body :
         {QByteArray(tenMegabytes, '['), QByteArray(tenMegabytes, '{'),
          QByteArray(tenMegabytes, ' '), R"({"id":")" + QByteArray(tenMegabytes, 'x') + "\"}"}) {
        answerOnce("/api/models/org/model/revision/main", body);

        const auto model = api.modelInfo("org/model", "main", {});

        ASSERT_FALSE(model.ok()) << body.first(5).toStdString();
        EXPECT_EQ(model.error().code, ErrorCode::untrusted);
        EXPECT_LT(model.error().message.size(), 1000U);
    }
}

TEST_F(HubApiLimits, RefusesAnAnswerThatFillsTheMemory) {
    answerOnce("/api/models/org/model/revision/main",
               R"({"id":"org/model","sha":")" + sha + R"(","notes":")" +
                   QByteArray(4 * tenMegabytes, 'x') + R"("})");

    EXPECT_EQ(codeOf(api.modelInfo("org/model", "main", {})), ErrorCode::untrusted);
}

TEST_F(HubApiLimits, ListsAPageOfManyFiles) {
    QByteArray page = "[";
    int files = 0;
    for (; page.size() < tenMegabytes; ++files) {
        page += (files > 0 ? QByteArray(",") : QByteArray()) +
                R"({"type":"file","size":1,"oid":")" + sha + R"(","path":"folder/a)" +
                QByteArray::number(files) + ".json\"}";
    }
    answerOnce("/api/models/org/model/tree/*", page + "]");

    const auto listed = api.listFiles("org/model", sha.toStdString(), {});

    ASSERT_TRUE(listed.ok()) << listed.error().message;
    EXPECT_EQ(listed->size(), static_cast<std::size_t>(files));
}

}  // namespace
}  // namespace hub
