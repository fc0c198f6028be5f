using System.Text.Json.Serialization;

namespace Lora.Project;

/// <summary>One training image, or regularization image, with its caption.</summary>
/// <param name="Index">0-based place in the order of <paramref name="Name"/>s (ordinal), regularization images behind the others; the order of the data, and
/// the number in <c>obj</c> (Index + 1).</param>
/// <param name="Name">Project-relative path with '/'; for people: nothing that is trained may depend on it (a rename that keeps the order runs Validate
/// again, and nothing else).</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hex digits; empty if the file is missing.</param>
/// <param name="CaptionPath">Absolute path of the file that holds its caption, or where that is expected.</param>
/// <param name="CaptionSha256">Of the caption's lines (<see cref="Digest.OfLines"/>); empty if there is none.</param>
/// <param name="Repeats">How often an epoch shows it, 1 or more: kohya's num_repeats.</param>
public sealed record ImageItem(int Index, string Name, string Path, string Sha256, string CaptionPath, string CaptionSha256, int Repeats)
{
    /// <summary>Side of the square that its bucket has the area of, where it is not the project's Resolution; null: that.</summary>
    public int? Resolution { get; init; }

    /// <summary>It is another one's picture, trained at another resolution: a picture that is counted, or looked at, already.</summary>
    public bool IsAgain { get; init; }

    /// <summary>The caption where there is no file (kohya's class_tokens), and then what <see cref="CaptionSha256"/> is of; empty where there is one.</summary>
    public string ClassTokens { get; init; } = "";

    /// <summary>The word put first into its caption; null where that is the project's.</summary>
    public string? Trigger { get; init; }

    /// <summary>It is shown mirrored every other time (kohya's flip_aug).</summary>
    public bool FlipAug { get; init; }

    /// <summary>It is coloured a little otherwise in some of its draws (kohya's color_aug).</summary>
    public bool ColorAug { get; init; }

    /// <summary>Each draw crops it at another place (kohya's random_crop).</summary>
    public bool RandomCrop { get; init; }

    /// <summary>The face that each draw crops it around (kohya's face_crop_aug_range); null: none is asked for, or its name tells of none.</summary>
    public FaceCrop? Face { get; init; }

    /// <summary>It is not always the same part of it that is trained.</summary>
    [JsonIgnore]
    public bool IsCroppedAnew => RandomCrop || Face is not null;

    /// <summary>Its transparency is the mask of its loss (kohya's alpha_mask), unless there is a <see cref="MaskPath"/>.</summary>
    public bool AlphaMask { get; init; }

    /// <summary>Absolute path of the picture that is the mask of its loss; empty where there is none.</summary>
    public string MaskPath { get; init; } = "";

    /// <summary>Of that file's bytes; empty if it is missing.</summary>
    public string MaskSha256 { get; init; } = "";

    /// <summary>It is none of the subject but of its class (kohya's is_reg): its loss counts PriorLossWeight times.</summary>
    public bool IsRegularization { get; init; }

    /// <summary>It is kept out of the training, which looks at it for a loss of its own.</summary>
    public bool IsValidation { get; init; }

    /// <summary>Factor of its loss, beside PriorLossWeight.</summary>
    public double LossWeight { get; init; } = 1;

    /// <summary>Which of several subjects it shows, for messages only; empty where nobody says.</summary>
    public string Concept { get; init; } = "";

    /// <summary>
    /// The caption where it is an entry of a metadata file, <see cref="CaptionPath"/>, and then what <see cref="CaptionSha256"/> is of; else null.
    /// </summary>
    public string? CaptionText { get; init; }

    /// <summary>Where that entry stands.</summary>
    public SourcePlace? CaptionPlace { get; init; }

    /// <summary>A place in the caption, or the entry that holds it.</summary>
    public SourcePlace CaptionAt(int line, int column) => CaptionPlace ?? new(CaptionPath, line, column);
}
