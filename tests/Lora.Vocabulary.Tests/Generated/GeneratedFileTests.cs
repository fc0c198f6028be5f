using Lora.Testing;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>
/// What other rooms say of the vocabulary is generated from its rows. These tests compare; with the environment variable LORA_UPDATE=1 they write the files
/// instead.
/// </summary>
public sealed class GeneratedFileTests
{
    private static readonly Dictionary<string, Func<string>> Files = new()
    {
        ["sdk/Lora.Sdk/targets/Lora.Options.props"] = SdkFiles.OptionProperties,
        ["sdk/Lora.Sdk/targets/Lora.Options.targets"] = SdkFiles.OptionItems,
        ["sdk/Lora.Sdk/targets/Lora.Stages.targets"] = SdkFiles.StageOrder,
        ["docs/options.md"] = OptionsPage.Write,
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_IsWhatTheRowsSay(string name)
    {
        var path = Repository.At(name);
        var expected = Files[name]();
        if (Environment.GetEnvironmentVariable("LORA_UPDATE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        var there = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(expected == there,
            $"{name} is not what the rows of src/Lora.Vocabulary say: {Difference(expected, there)}. Run the tests again with LORA_UPDATE=1.");
    }

    private static string Difference(string expected, string there)
    {
        var (wanted, found) = (expected.Split('\n'), there.Split('\n'));
        var line = Enumerable.Range(0, wanted.Length + 1).First(i => i == wanted.Length || i >= found.Length || wanted[i] != found[i]);
        return $"line {line + 1} is '{found.ElementAtOrDefault(line)}' instead of '{wanted.ElementAtOrDefault(line)}'";
    }
}
