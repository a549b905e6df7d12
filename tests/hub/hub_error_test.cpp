#include "hub/hub_error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;

HttpAnswer answerOf(int status, std::vector<HttpHeader> headers = {}, const QByteArray& body = {}) {
    HttpAnswer answer;
    answer.status = status;
    answer.url = QUrl(QStringLiteral("https://huggingface.co/api/models/org/name"));
    answer.headers = std::move(headers);
    answer.body = body;
    return answer;
}

Asked askedFor(bool withToken = false) {
    return {QUrl(QStringLiteral("https://huggingface.co")), "org/name", "dev", "a/b.json",
            withToken};
}

bool says(const Error& error, const std::string& text) {
    return error.message.find(text) != std::string::npos;
}

TEST(HubError, NamesWhatIsMissing) {
    const Error revision =
        errorOf(answerOf(404, {{"X-Error-Code", "RevisionNotFound"}}), askedFor());
    EXPECT_EQ(revision.code, ErrorCode::notFound);
    EXPECT_TRUE(says(revision, "org/name has no revision dev")) << revision.message;

    const Error entry = errorOf(answerOf(404, {{"X-Error-Code", "EntryNotFound"}}), askedFor());
    EXPECT_EQ(entry.code, ErrorCode::notFound);
    EXPECT_TRUE(says(entry, "org/name has no file a/b.json at dev")) << entry.message;

    const Error repo = errorOf(answerOf(404, {{"X-Error-Code", "RepoNotFound"}}), askedFor());
    EXPECT_EQ(repo.code, ErrorCode::notFound);
    EXPECT_TRUE(says(repo, "does not exist, or it is private")) << repo.message;
}

TEST(HubError, TakesABare401OfARepoForOneThatCannotBeSeen) {
    EXPECT_EQ(faultOf(answerOf(401), askedFor()), Fault::repoNotFound);
    EXPECT_EQ(faultOf(answerOf(401), Asked{}), Fault::forbidden);
    EXPECT_EQ(
        faultOf(answerOf(401, {{"X-Error-Message", "Invalid credentials in Authorization header"}}),
                askedFor(true)),
        Fault::invalidToken);
}

TEST(HubError, SendsThePersonToTheBrowserForAGatedRepo) {
    const Error without = errorOf(answerOf(401, {{"X-Error-Code", "GatedRepo"}}), askedFor());
    EXPECT_EQ(without.code, ErrorCode::gated);
    EXPECT_TRUE(says(without, "https://huggingface.co/org/name")) << without.message;
    EXPECT_TRUE(says(without, "token")) << without.message;

    const Error with = errorOf(answerOf(403, {{"X-Error-Code", "GatedRepo"}}), askedFor(true));
    EXPECT_EQ(with.code, ErrorCode::gated);
    EXPECT_TRUE(says(with, "no access yet")) << with.message;
}

TEST(HubError, ChoosesACodeForEachStatus) {
    const auto code = [](int status) { return errorOf(answerOf(status), askedFor(true)).code; };
    EXPECT_EQ(code(400), ErrorCode::invalidArgument);
    EXPECT_EQ(code(403), ErrorCode::unauthorized);
    EXPECT_EQ(code(404), ErrorCode::notFound);
    EXPECT_EQ(code(409), ErrorCode::alreadyExists);
    EXPECT_EQ(code(412), ErrorCode::mismatch);
    EXPECT_EQ(code(418), ErrorCode::unsupported);
    EXPECT_EQ(code(429), ErrorCode::rateLimited);
    EXPECT_EQ(code(502), ErrorCode::network);
    EXPECT_EQ(errorOf(answerOf(403, {{"X-Error-Message", "Access to this resource is disabled."}}),
                      askedFor())
                  .code,
              ErrorCode::unauthorized);
}

TEST(HubError, ShowsTheServersWordsOnce) {
    EXPECT_EQ(serverText(answerOf(400, {{"X-Error-Message", "Bad name."}},
                                  R"({"error": "Bad name", "errors": [{"message": "too long"}]})")),
              QStringLiteral("Bad name; too long"));
    EXPECT_EQ(serverText(answerOf(400, {}, R"({"error": ["one", "two\nthree"]})")),
              QStringLiteral("one; two three"));
    EXPECT_EQ(serverText(answerOf(400, {},
                                  R"({"error": "denied", "error_description": "no such scope"})")),
              QStringLiteral("denied: no such scope"));
    EXPECT_EQ(serverText(answerOf(400, {}, "just words")), QStringLiteral("just words"));
    EXPECT_EQ(serverText(answerOf(400, {}, R"({"error": {"a": 1}})")), QString());
    EXPECT_EQ(serverText(answerOf(400, {}, QByteArray(10'000, 'a'))).size(), 401);
}

TEST(HubError, NeverShowsHtml) {
    const QByteArray page = "\n<!DOCTYPE html><html><h1>Bad gateway</h1></html>";
    const Error error =
        errorOf(answerOf(502, {{"X-Error-Message", "<b>no</b>"}, {"X-Request-Id", "<i>"}}, page),
                askedFor());

    EXPECT_EQ(error.message.find('<'), std::string::npos) << error.message;
    EXPECT_TRUE(says(error, "502"));
    EXPECT_EQ(serverText(answerOf(500, {{"Content-Type", "text/HTML"}}, "oops")), QString());
    EXPECT_TRUE(says(notJsonError(answerOf(200, {}, page)), "web page"));
}

TEST(HubError, EndsWithTheIdOfTheRequest) {
    const Error error = errorOf(
        answerOf(500, {{"X-Amz-Cf-Id", "later"}, {"X-Request-Id", "Root=1-ab"}}), askedFor());

    EXPECT_TRUE(error.message.ends_with("(request id Root=1-ab)")) << error.message;
}

}  // namespace
}  // namespace hub
