using System.Text;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Kohya;

/// <summary>The tables of <c>docs/kohya.md</c> are those of the code: <c>LORA_UPDATE=1</c> writes them anew.</summary>
public sealed class KohyaPageTests
{
    private const string Mark = "<!-- generated from src/Lora.Project/Kohya -->\n";

    [Fact]
    public void Tables_AreThoseOfTheCode()
    {
        var path = Repository.At("docs", "kohya.md");
        var written = File.ReadAllText(path).ReplaceLineEndings("\n");
        var expected = written[..(written.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)] + Tables();
        if (Environment.GetEnvironmentVariable("LORA_UPDATE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EveryNameIsInOnePlaceAlone()
    {
        Assert.DoesNotContain(KohyaNames.OfMachine, name => KohyaNames.Find(name) is not null);
        Assert.Empty(KohyaNames.OfMachine.Intersect(ScriptOptions.NotTaken));
        Assert.All(DatasetNames.NotTaken, name => Assert.True(KohyaNames.IsOfMachine(name) || ScriptOptions.NotTaken.Contains(name), name));
    }

    private static string Tables()
    {
        var text = new StringBuilder("\n## Options of a dataset configuration\n\n| kohya | here | for |\n| --- | --- | --- |\n");
        foreach (var name in DatasetNames.InGeneral.Concat(DatasetNames.InSubset).Distinct())
        {
            text.Append(Row(name));
        }

        text.Append("\n## Options of a training configuration\n\n| kohya | here |\n| --- | --- |\n");
        foreach (var option in KohyaNames.OfTraining.Where(option => !DatasetNames.InGeneral.Contains(option.KohyaName)))
        {
            text.Append($"| `{option.KohyaName}` | `{option.Name}` |\n");
        }

        text.Append("\nNot taken, and said with their lines (LORA1042): ").AppendJoin(", ", ScriptOptions.NotTaken.Select(name => $"`{name}`"));
        text.Append(".\n\nWithout a meaning here (LORA1043): ").AppendJoin(", ", KohyaNames.OfMachine.Select(name => $"`{name}`")).Append(".\n");
        return text.ToString();
    }

    private static string Row(string name) => name switch
    {
        DatasetNames.ImageDir => $"| `{name}` | the items' paths | each picture |\n",
        DatasetNames.IsReg => $"| `{name}` | `RegularizationImage` in place of `Image` | each picture |\n",
        DatasetNames.MetadataFile => $"| `{name}` | `{DatasetOptions.InJson}` | the project |\n",
        _ when DatasetNames.OfImage.TryGetValue(name, out var row) => $"| `{name}` | `{row}` | each picture |\n",
        _ when DatasetNames.OfProject.TryGetValue(name, out var option) => $"| `{name}` | `{option}` | the project |\n",
        _ => $"| `{name}` | {(KohyaNames.IsOfMachine(name) ? "no meaning (LORA1043)" : "not taken (LORA1042)")} | |\n",
    };
}
