import QtQuick
import Kiosk.Theme
import Kiosk.Controls
import Staff.Controls

// The hall's figures: tiles, columns, bars, a table; and on the second leaf why these items.
Sheet {
    id: root

    readonly property var v: model.view
    readonly property bool cases: v.tab === "figures"

    function nextPeriod() {
        const ids = v.periods.map(p => p.id);
        model.by_period(ids[(ids.indexOf(v.period) + 1) % ids.length]);
    }

    beside: [
        Push { text: shell.words["figures.csv"]; hint: "Ctrl+S"; onClicked: root.model.export_csv() },
        Push { text: shell.words["figures.pdf"]; hint: "Ctrl+P"; enabled: !root.v.busy; onClicked: root.model.export_pdf() }
    ]
    onActiveFocusChanged: if (activeFocus) page.forceActiveFocus()

    Row {
        id: ways

        width: parent.width
        spacing: Desk.px(24)

        Pick {
            width: Desk.px(shell.language === "zh" ? 250 : 210)
            options: [{ id: "figures", name: shell.words["figures.tab.figures"] }, { id: "demand", name: shell.words["figures.tab.demand"], key: "F2" }]
            value: root.v.tab
            onPicked: id => root.model.turn(id)
        }
        Pick {
            width: Desk.px(340)
            visible: root.cases
            options: root.v.periods.map((p, n) => n === root.v.periods.length - 1 ? { id: p.id, name: p.name, key: "F3" } : p)
            value: root.v.period
            onPicked: id => root.model.by_period(id)
        }
    }
    Pick {
        id: halls

        y: ways.height + Desk.px(6)
        width: parent.width
        visible: root.cases && root.v.offices.length > 2
        options: root.v.offices
        value: root.v.office
        onPicked: id => root.model.by_office(id)
    }
    Flickable {
        id: page

        readonly property real under: halls.visible ? halls.y + halls.height : ways.height

        y: under + Desk.px(10)
        width: parent.width
        height: parent.height - y
        contentHeight: (root.cases ? figures : demand).height
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        Keys.onDownPressed: contentY = Math.min(Math.max(0, contentHeight - height), contentY + Desk.row)
        Keys.onUpPressed: contentY = Math.max(0, contentY - Desk.row)

        FiguresSheet {
            id: figures

            width: page.width
            visible: root.cases
            f: root.v.figures
        }
        DemandSheet {
            id: demand

            width: page.width
            visible: !root.cases
            d: root.v.demand
        }
    }
    Shortcut { sequence: "F2"; enabled: root.live; onActivated: { page.contentY = 0; root.model.turn_over(); } }
    Shortcut { sequence: "F3"; enabled: root.live; onActivated: root.nextPeriod() }
    Shortcut { sequence: "F5"; enabled: root.live; onActivated: root.model.refresh() }
    Shortcut { sequence: "Ctrl+S"; enabled: root.live; onActivated: root.model.export_csv() }
    Shortcut { sequence: "Ctrl+P"; enabled: root.live; onActivated: root.model.export_pdf() }
}
