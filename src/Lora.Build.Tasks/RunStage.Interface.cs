using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

public sealed partial class RunStage
{
    /// <summary>Which stage. Ex: Train.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";
}
