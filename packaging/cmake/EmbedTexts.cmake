# cmake -DOUTPUT=... -DFILES="a.json;b.json" -DSCHEMA=schema.json -P EmbedTexts.cmake
# Writes a C++ source with the text of each file, as a table of {name without .json, text}, and that
# of the schema. Raw strings are cut into pieces: some compilers take no literal above 16 KB.

# The text of a file as C++ string literals.
function(read_literals file result)
  file(READ ${file} text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "\n        R\"~~~(${piece})~~~\"")
    math(EXPR at "${at} + 8000")
  endwhile()
  set(${result} "${pieces}" PARENT_SCOPE)
endfunction()

set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WLE)
  read_literals(${file} pieces)
  string(APPEND body "    {\"${name}\",${pieces}},\n")
endforeach()
read_literals(${SCHEMA} schema)

file(WRITE ${OUTPUT}.new "#include \"core/model/built_in_architectures.hpp\"

namespace quince {

const std::map<std::string, std::string>& builtInArchitectures() {
    static const std::map<std::string, std::string> texts{
${body}    };
    return texts;
}

std::string_view architectureSchema() {
    return ${schema};
}

}  // namespace quince
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUTPUT}.new)
