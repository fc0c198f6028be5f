using System.Text;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>The parts of the SDK's targets that list options and stages.</summary>
internal static class SdkFiles
{
    /// <summary>
    /// Every option empty, so that only a project, an import or the command line sets it; settings of the machine are left to the environment.
    /// </summary>
    public static string OptionProperties() => Project(
        "Every option empty before anything is read: an environment variable of its name trains nothing. Settings of the machine are not among them.",
        "PropertyGroup", "", Options.All.Where(option => !option.FromEnvironment).Select(option => $"<{option.Name} />"));

    /// <summary>Every option's value as an item, for the plan.</summary>
    public static string OptionItems() => Project(
        "Hands every option to the plan.", "ItemGroup", "_LoraOptions",
        Options.All.Select(option => $"<_LoraParameter Include=\"{option.Name}\" Value=\"$({option.Name})\" />"));

    /// <summary>The stages' targets files, and the order of a whole build.</summary>
    public static string StageOrder()
    {
        var text = Head("A targets file for each stage, and the order of a whole build.");
        foreach (var stage in Stage.All)
        {
            text.Append($"  <Import Project=\"$(MSBuildThisFileDirectory)Lora.{stage}.targets\" />\n");
        }

        return text.Append($"""

              <PropertyGroup>
                <CoreCompileDependsOn>$(CoreCompileDependsOn);{string.Join(';', Stage.All)}</CoreCompileDependsOn>
              </PropertyGroup>
            </Project>

            """).ToString();
    }

    private static string Project(string comment, string group, string target, IEnumerable<string> lines)
    {
        var text = Head(comment);
        var indent = target.Length > 0 ? "    " : "  ";
        text.Append(target.Length > 0 ? $"  <Target Name=\"{target}\">\n" : "").Append($"{indent}<{group}>\n");
        foreach (var line in lines)
        {
            text.Append($"{indent}  {line}\n");
        }

        return text.Append($"{indent}</{group}>\n").Append(target.Length > 0 ? "  </Target>\n" : "").Append("</Project>\n").ToString();
    }

    private static StringBuilder Head(string comment) => new($"""
        <Project>
          <!--
            {comment}
            Generated from the rows of src/Lora.Vocabulary: edit them, and run its tests with LORA_UPDATE=1.
          -->

        """);
}
