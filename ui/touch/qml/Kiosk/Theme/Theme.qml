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
    property bool contrast: false
    // All that can be touched lies in the lower three fifths of an upright panel.
    property bool low: false

    // Colour, for high contrast and as usual. Beside each text colour: its contrast on its usual ground.
    readonly property color paper: contrast ? "#ffffff" : "#f3f7fd"
    readonly property color white: "#ffffff"
    readonly property color ink: contrast ? "#000000" : "#11203c"         // 15:1 on paper
    readonly property color soft: contrast ? "#1a1a1a" : "#43536c"        // 7:1 on paper
    readonly property color navy: contrast ? "#000000" : "#0b2559"        // 14:1 on paper
    readonly property color blue: contrast ? "#00308f" : "#1b57c9"        // 6:1 on white
    readonly property color blueDown: contrast ? "#001f5c" : "#123f98"
    readonly property color heroTop: contrast ? "#000000" : "#0d3079"
    readonly property color heroEnd: contrast ? "#000000" : "#1b57c9"     // white on it 6:1
    readonly property color heroMid: contrast ? "#000000" : "#11408f"
    readonly property color tint: contrast ? "#ffffff" : "#e4eefc"
    readonly property color tintDown: contrast ? "#dddddd" : "#cfe0f8"
    readonly property color line: contrast ? "#000000" : "#c9d8ec"
    readonly property color gold: contrast ? "#ffd400" : "#f6c453"        // navy on it 9:1
    readonly property color goldDown: "#e3a92c"
    readonly property color green: contrast ? "#004d2b" : "#0b7547"       // white on it 5.8:1
    readonly property color greenTint: contrast ? "#ffffff" : "#e2f5ea"
    readonly property color red: contrast ? "#7d0010" : "#b3202c"         // white on it 6.6:1
    readonly property color redDeep: contrast ? "#4d000a" : "#7d0f1a"
    readonly property color redTint: contrast ? "#ffffff" : "#fde8ea"      // red on it 5.6:1
    readonly property color amberTint: contrast ? "#ffffff" : "#fff3d6"
    readonly property color plum: contrast ? "#3b0050" : "#5b2a86"         // 9:1 on plumTint
    readonly property color plumTint: contrast ? "#ffffff" : "#f1e6fa"
    readonly property color slate: contrast ? "#000000" : "#2c4368"        // 9:1 on slateTint
    readonly property color slateTint: contrast ? "#ffffff" : "#e6edf7"
    readonly property color amberInk: contrast ? "#4a2c00" : "#6b4300"    // 8:1 on amberTint

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
            en: "language", zh: "language", guide: "question", why: "question",
            5: "delighted", 4: "smile", 3: "neutral", 2: "frown", 1: "upset",
            damaged: "items/lic_damaged", lost: "items/lic_lost", expired: "items/lic_expiry",
            moved: "items/lic_transfer", changed: "items/lic_info", age: "items/lic_over_age",
            needs: "items/no_crime", drive_in: "items/truck_pass", away: "items/lic_postpone",
            fined: "items/traffic_fine", verify: "shield", print: "ticket"
        };
        return known[id] || "";
    }
}
