using System.Text;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>The parts of the SDK that repeat the vocabulary's rows.</summary>
internal static class SdkFiles
{
    private const string Banner =
        "  <!-- Generated from the rows of src/Lora.Vocabulary; 'LORA_UPDATE=1 dotnet test tests/Lora.Vocabulary.Tests' writes it anew. -->\n";

    /// <summary>Empties every option before the project is read: MSBuild would take an environment variable of its name for a property.</summary>
    internal static string OptionsProps()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner);
        text.Append("  <!-- An option counts from a project file, an import or the command line, never from the environment. -->\n  <PropertyGroup>\n");
        string[] names = [.. Options.All.Where(option => !option.FromEnvironment).Concat(ToolOptions.Group).Select(option => option.Name)];
        foreach (var name in names)
        {
            text.Append($"    <{name} />\n");
        }

        text.Append("\n    <!-- what is said of a project, and not of the machine that builds it -->\n    <_LoraOptionNames>")
            .AppendJoin(';', names).Append("</_LoraOptionNames>\n");
        return text.Append("  </PropertyGroup>\n</Project>\n").ToString();
    }

    /// <summary>Hands every option's text to the plan.</summary>
    internal static string OptionsTargets()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner).Append("  <Target Name=\"_LoraOptions\">\n    <ItemGroup>\n");
        foreach (var option in Options.All)
        {
            text.Append($"      <_LoraOption Include=\"{option.Name}\" Value=\"$({option.Name})\" />\n");
        }

        return text.Append("    </ItemGroup>\n  </Target>\n</Project>\n").ToString();
    }

    /// <summary>Hands the tools what they read, and says which of them runs.</summary>
    internal static string ToolOptionsTargets()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner);
        foreach (var tool in LoraToolRow.All)
        {
            text.Append($"""

                  <Target Name="_LoraToolIs{tool}">
                    <Error Code="LORA3071" File="$(MSBuildProjectFullPath)" Condition="'$(_LoraTool)' != ''"
                           Text="One tool at a time: run $(_LoraTool) and {tool} one after the other." />
                    <PropertyGroup><_LoraTool>{tool}</_LoraTool></PropertyGroup>
                  </Target>

                  <Target Name="_Lora{tool}Options">
                    <ItemGroup>

                """);
            foreach (var option in tool.Options)
            {
                text.Append($"      <_LoraToolOption Include=\"{option.Name}\" Value=\"$({option.Name})\" />\n");
            }

            text.Append("    </ItemGroup>\n  </Target>\n");
        }

        return text.Append("</Project>\n").ToString();
    }

    /// <summary>The packages that a project asks for by its runtime and by models that look at pictures, and our side of each.</summary>
    internal static string EnginesTargets()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner);
        text.Append("""
              <PropertyGroup>
                <_LoraDevice>$(Device.Split(':')[0].Trim())</_LoraDevice>
                <_LoraDevice Condition="'$(_LoraDevice)' == ''">cpu</_LoraDevice>
                <_LoraRuntime>$(LoraRuntime.Trim())</_LoraRuntime>

            """);
        foreach (var kind in Runtimes.All.SelectMany(runtime => runtime.Devices).Distinct())
        {
            text.Append($"    <_LoraRuntime Condition=\"'$(_LoraRuntime)' == '' and '$(_LoraDevice)' == '{kind}'\">")
                .Append($"{Runtimes.DefaultFor(new DeviceName(kind))}</_LoraRuntime>\n");
        }

        text.Append("  </PropertyGroup>\n");
        foreach (var runtime in Runtimes.All.Where(runtime => runtime.Packages.Count > 0))
        {
            Packages(text, $"'$(_LoraRuntime)' == '{runtime}'", runtime.Plugin, "_LoraDevice", runtime.Packages);
        }

        text.Append($"""

              <PropertyGroup>
                <_LoraTaggerDevice>$({TaggerOptions.TaggerDevice}.Split(':')[0].Trim())</_LoraTaggerDevice>
                <_LoraTaggerDevice Condition="'$(_LoraTaggerDevice)' == ''">cpu</_LoraTaggerDevice>
              </PropertyGroup>

            """);
        Packages(text, string.Join(" or ", PictureModel.All.Select(model => $"'$({model.Option})' != ''")), OnnxRuntime.Plugin, "_LoraTaggerDevice",
            OnnxRuntime.Packages);
        return text.Append("</Project>\n").ToString();
    }

    private static void Packages(StringBuilder text, string condition, string plugin, string device, IReadOnlyList<EnginePackage> packages)
    {
        text.Append($"\n  <ItemGroup Condition=\"{condition}\">\n    <_LoraEnginePlugin Include=\"{plugin}\" />\n");
        foreach (var package in packages)
        {
            text.Append($"    <_LoraEnginePackage Include=\"{package.Id}\" Version=\"[{package.Version}]\"")
                .Append($" Condition=\"'$(NETCoreSdkPortableRuntimeIdentifier)' == '{package.Rid}'")
                .Append(package.Device is { } kind ? $" and '$({device})' == '{kind}'" : "")
                .Append(package.IsLibTorch ? $" and '$({EngineOptions.LoraLibTorch})' == ''" : "").Append("\" />\n");
        }

        text.Append("  </ItemGroup>\n");
    }

    /// <summary>What a project with several base models does with a verb before one is chosen: it asks each of them.</summary>
    internal static string OuterStagesTargets()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner);
        text.Append("  <!-- In a project with several base models, before one is chosen, a stage is a verb that asks each of them. -->\n");
        foreach (var stage in Stage.All)
        {
            text.Append($"""

                  <Target Name="{stage}" DependsOnTargets="_ComputeTargetFrameworkItems">
                    <MSBuild Projects="@(_InnerBuildProjects)" Targets="{stage}" Condition="'%(AdditionalProperties)' != ''"
                             ContinueOnError="ErrorAndContinue" />
                  </Target>

                """);
        }

        return text.Append("</Project>\n").ToString();
    }

    /// <summary>The stages' targets files and their order in a build.</summary>
    internal static string StagesTargets()
    {
        var text = new StringBuilder("<Project>\n").Append(Banner);
        text.Append($"  <PropertyGroup>\n    <_LoraStages>{string.Join(';', Stage.All)}</_LoraStages>\n  </PropertyGroup>\n\n");
        foreach (var stage in Stage.All)
        {
            text.Append($"  <Import Project=\"$(MSBuildThisFileDirectory)Lora.{stage}.targets\" />\n");
        }

        return text.Append("</Project>\n").ToString();
    }
}
