using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

public sealed partial class RunStage
{
    /// <summary>Which stage. Ex: Train.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>The engine's assembly. Ex: /home/me/.nuget/packages/lora.sdk/0.1.0/tools/net10.0/Lora.Engine.dll.</summary>
    [Required]
    public string Engine { get; set; } = "";

    /// <summary>True to show progress as one live line of the terminal logger. Ex: true.</summary>
    public bool LiveProgress { get; set; }

    /// <summary>The files that the stage made.</summary>
    [Output]
    public ITaskItem[] Outputs { get; set; } = [];
}
