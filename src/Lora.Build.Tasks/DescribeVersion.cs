using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Writes down what this version of a project is made of, for a comparison: every option, image, prompt and rule, and where its LoRA lies.</summary>
[MSBuildMultiThreadableTask]
public sealed class DescribeVersion : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>The file. Ex: /home/me/mychar/obj/mychar/sd15/Version.request.json.</summary>
    [Output]
    public string File { get; set; } = "";

    private protected override bool Run()
    {
        var session = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory));
        File = Path.Combine(session.Plan.Paths.ObjDirectory, "Version.request.json");
        NewFile.Write(File, StageJson.Write(session.Plan.Request(Stage.Train, session.Keys) with
        {
            // a training sees its own alone
            Options = session.Plan.Options.Texts,
            Prompts = session.Plan.Prompts,
            TagRules = session.Plan.TagRules,
        }));
        return true;
    }
}
