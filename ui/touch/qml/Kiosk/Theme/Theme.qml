pragma Singleton
import QtQuick

// Every size, colour and time of the window. Sizes are meant on a 21.5 inch panel of 1080x1920 (102 dpi).
QtObject {
    id: theme

    // Set by the window.
    property real unit: 1
    property bool large: false
    property bool still: false
    property bool portrait: true

    // Colour. Beside each text colour: its contrast on the ground it is meant for.
    readonly property color paper: "#f3f7fd"
    readonly property color white: "#ffffff"
    readonly property color ink: "#11203c"         // 15:1 on paper
    readonly property color soft: "#43536c"        // 7:1 on paper
    readonly property color navy: "#0b2559"        // 14:1 on paper
    readonly property color blue: "#1b57c9"        // 6:1 on white
    readonly property color blueDown: "#123f98"
    readonly property color heroTop: "#0d3079"
    readonly property color heroEnd: "#1b57c9"     // white on it 6:1
    readonly property color heroMid: "#11408f"
    readonly property color tint: "#e4eefc"
    readonly property color tintDown: "#cfe0f8"
    readonly property color line: "#c9d8ec"
    readonly property color gold: "#f6c453"        // navy on it 9:1
    readonly property color goldDown: "#e3a92c"
    readonly property color green: "#0b7547"       // white on it 5.8:1
    readonly property color greenTint: "#e2f5ea"
    readonly property color red: "#b3202c"         // white on it 6.6:1
    readonly property color redDeep: "#7d0f1a"
    readonly property color amberTint: "#fff3d6"
    readonly property color amberInk: "#6b4300"    // 8:1 on amberTint

    // Type, in pixels: 42 px is 30 pt. No text is smaller than 25 px (18 pt).
    readonly property real typeFactor: large ? 1.22 : 1
    readonly property int least: 25
    readonly property int small: type(32)
    readonly property int body: type(42)
    readonly property int label: type(46)
    readonly property int heading: type(64)
    readonly property int huge: type(150)

    // Space. A target is at least 60 px, and 66 px (16 mm) where there is room.
    readonly property int gap: px(28)
    readonly property int margin: px(48)
    readonly property int radius: px(28)
    readonly property int target: Math.max(60, px((portrait ? 100 : 92) * (large ? 1.16 : 1)))
    readonly property int action: Math.max(66, px((portrait ? 132 : 112) * (large ? 1.12 : 1)))
    readonly property int stroke: Math.max(2, px(3))

    // Movement, in milliseconds.
    readonly property int quick: still ? 0 : 140
    readonly property int calm: still ? 0 : 320

    function px(n) {
        return Math.round(n * unit);
    }
    function type(n) {
        return Math.max(least, Math.round(n * unit * typeFactor));
    }
    function icon(name, colour) {
        return "image://icon/" + (name.indexOf("/") < 0 ? "icons/" + name : name) + "/" + String(colour).slice(-6);
    }
    // The picture that stands for an answer, so that colour is never the only cue.
    function iconOf(id) {
        const known = {
            confirm: "check", finish: "check", done: "check", wait: "check", begin: "next", deny: "cross",
            cancel: "door", staff: "staff", back: "back", repeat: "repeat", elder_mode: "type",
            en: "language", zh: "language", satisfied: "smile", dissatisfied: "frown"
        };
        return known[id] || "";
    }
}
